import { Icon } from "../parts/Icon";
import { chooseTheme, type Theme, useTheme } from "./theme";

const NEXT: Record<Theme, Theme> = { system: "light", light: "dark", dark: "system" };
const ICONS = { system: "system", light: "sun", dark: "moon" } as const;

export function ThemeButton() {
  const theme = useTheme();
  const label = `Colours: ${theme}. Change to ${NEXT[theme]}`;
  return (
    <button
      type="button"
      className="button quiet square"
      aria-label={label}
      title={label}
      onClick={() => chooseTheme(NEXT[theme])}
    >
      <Icon name={ICONS[theme]} />
    </button>
  );
}
