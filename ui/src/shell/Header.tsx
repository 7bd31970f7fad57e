import logo from "../assets/tapmesh.svg";
import { Freshness } from "./Freshness";
import styles from "./Header.module.css";
import { NavLink, SharedLink } from "./links";
import { RangePicker } from "./RangePicker";
import { RefreshPicker } from "./RefreshPicker";
import { ThemeButton } from "./ThemeButton";

const PAGES = [
  { to: "/graph", name: "Graph" },
  { to: "/services", name: "Services" },
  { to: "/traces", name: "Traces" },
  { to: "/slos", name: "Error budgets" },
  { to: "/reports", name: "Reports" },
];

export function Header() {
  return (
    <header className={styles.header}>
      <SharedLink to="/graph" className={styles.brand} aria-label="Tapmesh, service graph">
        <img src={logo} alt="" width={22} height={22} />
        <span>Tapmesh</span>
      </SharedLink>
      <nav aria-label="Pages" className={styles.nav}>
        {PAGES.map(({ to, name }) => (
          <NavLink key={to} to={to}>
            {name}
          </NavLink>
        ))}
      </nav>
      <div className={styles.controls}>
        <Freshness />
        <RangePicker />
        <RefreshPicker />
        <ThemeButton />
      </div>
    </header>
  );
}
