package io.tapmesh.proxy.intercept;

import static io.tapmesh.proxy.testing.InterceptedPair.intercept;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tapmesh.proxy.testing.Netns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code tapmesh intercept} does to a machine, and what it leaves alone. */
@Tag("slow")
@Tag("netns")
class InterceptCommandTest {

  private static final String BOTH_WAYS =
      "--outbound-port 15001 --inbound-port 15006 --inbound-ports 80,8000-8099"
          + " --exclude-users 1337 --exclude-outbound-cidrs 192.0.2.0/24,2001:db8::/32 --backend ";
  private static final String USAGE = "64";

  private Netns machine;

  @BeforeEach
  void makeMachine() throws IOException {
    machine = Netns.alone();
  }

  @AfterEach
  void close() {
    machine.close();
  }

  /** All rules and routes; without the empty tables that iptables makes as soon as it is asked. */
  private String state() throws IOException {
    return machine
        .run(
            "nft list tables inet; iptables-save | grep -e '^-' -e '^:[A-Z]*_';"
                + " ip6tables-save | grep -e '^-' -e '^:[A-Z]*_';"
                + " for f in 4 6; do ip -$f rule; ip -$f route show table all; done")
        .ok();
  }

  private void apply(String options) throws IOException {
    intercept(machine, "apply " + options).ok();
  }

  private int status(String options) throws IOException {
    return intercept(machine, "status " + options).exitCode();
  }

  @ParameterizedTest
  @CsvSource({"nft,redirect", "nft,tproxy", "iptables,redirect", "iptables,tproxy"})
  void removeLeavesTheMachineAsItWas(String backend, String mode) throws Exception {
    String before = state();
    String options = BOTH_WAYS + backend + " --inbound-mode " + mode;
    apply(options);
    assertNotEquals(before, state());
    assertEquals(0, status(options));
    intercept(machine, "remove").ok();
    assertEquals(before, state());
    assertEquals(1, status(""));
    intercept(machine, "remove").ok();
  }

  @ParameterizedTest
  @CsvSource({"nft,redirect", "nft,tproxy", "iptables,redirect", "iptables,tproxy"})
  void applyingAgainChangesNothing(String backend, String mode) throws Exception {
    String options = BOTH_WAYS + backend + " --inbound-mode " + mode;
    apply(options);
    String once = state() + intercept(machine, "status").ok();
    apply(options);
    assertEquals(once, state() + intercept(machine, "status").ok());
  }

  @Test
  void otherOptionsReplaceWhatIsThere() throws Exception {
    String[] all = {
      BOTH_WAYS + "nft --inbound-mode tproxy",
      BOTH_WAYS + "iptables --inbound-mode tproxy",
      BOTH_WAYS + "iptables --inbound-mode tproxy --mark 0x100",
      BOTH_WAYS + "iptables",
      BOTH_WAYS + "iptables --ipv6 off",
      "--outbound-port 15001 --backend iptables",
      "--outbound-port 15001 --backend nft",
    };
    String before = "--outbound-port 1";
    for (String options : all) {
      apply(options);
      assertEquals(0, status(options), options);
      assertEquals(1, status(before), options + " after " + before);
      before = options;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nft", "iptables"})
  void rulesOfOthersStay(String backend) throws Exception {
    machine.run("iptables -t nat -A OUTPUT -p tcp --dport 9999 -j RETURN").ok();
    machine.run("iptables -t nat -N TAPMESHED").ok();
    machine.run("iptables -N TAPMESH_ALLOW").ok();
    machine.run("iptables -I OUTPUT -j TAPMESH_ALLOW").ok();
    machine.run("nft add table inet other").ok();
    machine.run("ip rule add fwmark 0x77 lookup 100 pref 100").ok();
    String before = state();
    apply(BOTH_WAYS + backend + " --inbound-mode tproxy");
    intercept(machine, "remove").ok();
    assertEquals(before, state());
    assertTrue(before.contains("9999") && before.contains("table inet other"), before);
    assertTrue(before.contains("-A OUTPUT -j TAPMESH_ALLOW"), before);
  }

  @Test
  void removeEndsTheInterceptionAlsoIfOthersLeadToOurChains() throws Exception {
    apply(BOTH_WAYS + "iptables --inbound-mode tproxy");
    machine.run("iptables -t nat -I OUTPUT -p tcp -j TAPMESH_OUTPUT").ok();
    Netns.Result result = intercept(machine, "remove");
    assertEquals(69, result.exitCode(), result.output());
    String left = state();
    assertFalse(left.contains("REDIRECT") || left.contains("7461"), left);
    machine.run("iptables -t nat -D OUTPUT -p tcp -j TAPMESH_OUTPUT").ok();
    intercept(machine, "remove").ok();
    assertFalse(state().contains("TAPMESH"), left);
  }

  /** While a plan is put together, and while it runs. */
  @ParameterizedTest
  @ValueSource(strings = {"seen", "function changes"})
  void nothingIsSaidToBeInForceIfAToolFails(String program, @TempDir Path tools) throws Exception {
    String awk =
        """
        #!/bin/sh
        case $* in *'%s'*) exit 3 ;; esac
        exec /usr/bin/awk "$@"
        """
            .formatted(program);
    Path broken = Files.writeString(tools.resolve("awk"), awk);
    assertTrue(broken.toFile().setExecutable(true));
    String script = Path.of("src/main/scripts/tapmesh-intercept").toAbsolutePath().toString();
    String apply = script + " apply --outbound-port 1 --backend iptables";
    Netns.Result result = machine.run("PATH=" + tools + ":$PATH " + apply);
    assertEquals(69, result.exitCode(), result.output());
    assertFalse(result.output().contains("in force (iptables"), result.output());
    assertFalse(state().contains("TAPMESH"));
  }

  @Test
  void tamperedRulesAreNoticed() throws Exception {
    apply(BOTH_WAYS + "nft");
    machine.run("nft insert rule inet tapmesh outbound accept").ok();
    assertEquals(1, status(BOTH_WAYS + "nft"));
    apply(BOTH_WAYS + "iptables");
    machine.run("iptables -t nat -D OUTPUT -j TAPMESH_OUTPUT").ok();
    assertEquals(1, status(BOTH_WAYS + "iptables"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nft", "iptables"})
  void whatIsShownIsWhatIsDone(String backend) throws Exception {
    String options = BOTH_WAYS + backend + " --inbound-mode tproxy";
    String before = state();
    String plan = intercept(machine, "show " + options).ok();
    assertEquals(plan, intercept(machine, "apply --dry-run " + options).ok());
    assertEquals(before, state());
    machine.run("sh -eu <<'PLAN'\n" + plan + "\nPLAN").ok();
    assertEquals(0, status(options));
  }

  @Test
  void showNeedsNoRightsAndApplySaysWhichItNeeds(@TempDir Path folder) throws Exception {
    // Nobody may not be allowed to look into the folder of the sources.
    machine.run("cp src/main/scripts/tapmesh-intercept* " + folder).ok();
    machine.run("chmod -R a+rX " + folder).ok();
    String command = "setpriv --reuid 65534 --clear-groups sh " + folder + "/tapmesh-intercept ";
    assertTrue(machine.run(command + "show --outbound-port 1").ok().contains("redirect to :1"));
    Netns.Result refused = machine.run(command + "apply --outbound-port 1");
    assertEquals(77, refused.exitCode());
    assertTrue(refused.output().contains("expected: root"), refused.output());
  }

  @Test
  void withoutIpv6OnlyIpv4IsIntercepted() throws Exception {
    apply("--outbound-port 15001 --backend iptables --ipv6 off");
    String state = state();
    assertTrue(state.contains("REDIRECT"), state);
    assertFalse(machine.run("ip6tables-save").output().contains("TAPMESH"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        USAGE + "|",
        USAGE + "|--outbound-port 0",
        USAGE + "|--outbound-port 65536",
        USAGE + "|--outbound-port 80x",
        USAGE + "|--outbound-port 080",
        USAGE + "|--outbound-port",
        USAGE + "|--outbound-port 1 extra",
        USAGE + "|--outbound-port 1 --unknown 2",
        USAGE + "|--outbound-port 1 --outbound-ports 9-3",
        USAGE + "|--outbound-port 1 --outbound-ports 1-2-3",
        USAGE + "|--outbound-port 1 --outbound-ports 1,,3",
        USAGE + "|--outbound-port 1 --outbound-cidrs 10.0.0.0/33",
        USAGE + "|--outbound-port 1 --outbound-cidrs 10.0.0",
        USAGE + "|--outbound-port 1 --outbound-cidrs 10.0.0.256",
        USAGE + "|--outbound-port 1 --outbound-cidrs 010.0.0.1",
        USAGE + "|--outbound-port 1 --outbound-cidrs 10.0.0.0/08",
        USAGE + "|--outbound-port 1 --outbound-cidrs fd00:::1",
        USAGE + "|--outbound-port 1 --outbound-cidrs ::/129",
        USAGE + "|--outbound-port 1 --outbound-cidrs 1:2:3:4:5:6:7",
        USAGE + "|--outbound-port 1 --exclude-users nobody-has-this-name",
        USAGE + "|--outbound-port 1 --exclude-interfaces eth0;reboot",
        USAGE + "|--outbound-port 1 --exclude-interfaces $(reboot)",
        USAGE + "|--outbound-port 1 --mark 0",
        USAGE + "|--outbound-port 1 --mark 010",
        USAGE + "|--outbound-port 1 --mark 0xzz",
        USAGE + "|--outbound-port 1 --mark 0x80000000",
        USAGE + "|--outbound-port 1 --backend pf",
        USAGE + "|--outbound-port 1 --inbound-mode magic",
        USAGE + "|--outbound-port 1 --inbound-port 1 --inbound-ports all",
        USAGE + "|--inbound-port 15006",
        USAGE + "|--inbound-ports all",
      })
  void mistakesAreNamedAndChangeNothing(int exitCode, String options) throws Exception {
    String before = state();
    String quoted = options == null ? "" : options.replaceAll("(\\S+)", "'$1'");
    Netns.Result result = intercept(machine, "apply " + quoted);
    assertEquals(exitCode, result.exitCode(), result.output());
    assertTrue(result.output().contains("(expected: "), result.output());
    assertEquals(before, state());
  }
}
