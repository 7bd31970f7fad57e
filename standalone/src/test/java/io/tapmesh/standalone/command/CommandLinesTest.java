package io.tapmesh.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.standalone.shop.Incident;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLinesTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "demo --incident flood|--incident: \"flood\" (expected: list, payment-slow",
        "demo --rate 0|--rate: 0.0 (expected: above 0",
        "demo --rate many|'--rate': 'many' is not a double",
        "demo --duration 60|\"60\" (expected: a whole number and ms, s, m, h or d",
        "demo --port 99999|--port: 99999 (expected: 0 to 65535)",
        "demo --prot 8080|Unknown options: '--prot', '8080'",
        "up --kafka-port x|'x' is not an int",
        "run|Missing required subcommand",
        "run proxy|Missing required option: '--config=FILE'",
        "run control-plane --config f|Unmatched argument",
        "demos|'demos'",
      })
  void saysWhatIsWrongAndExitsWith64(String line, String message) {
    assertThat(run(line.split(" "))).isEqualTo(64);
    assertThat(err.toString()).contains(message).doesNotContain("\tat ");
  }

  @Test
  void suggestsWhatWasMeant() {
    run("demos");

    assertThat(err.toString()).contains("Did you mean: tapmesh demo");
  }

  @Test
  void exitsWith64WithoutACommand() {
    assertThat(run()).isEqualTo(64);
    assertThat(err.toString()).contains("demo", "up", "run").doesNotContain("shop-process");
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "up", "run", "run proxy", "run collector", "run api"})
  void explainsEachCommand(String command) {
    assertThat(run((command + " --help").split(" "))).isZero();
    assertThat(out.toString()).startsWith("Usage: tapmesh " + command);
  }

  @Test
  void listsTheIncidents() {
    assertThat(run("demo", "--incident", "list")).isZero();
    for (Incident incident : Incident.values()) {
      assertThat(out.toString()).contains(incident.id(), incident.description());
    }
  }

  @Test
  void printsItsVersion() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).startsWith("tapmesh ").contains("Java ");
  }

  private int run(String... arguments) {
    return CommandLines.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
