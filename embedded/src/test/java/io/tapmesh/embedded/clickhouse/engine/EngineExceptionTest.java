package io.tapmesh.embedded.clickhouse.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EngineExceptionTest {

  @Test
  void keepsOneOfEachLayerThatWrappedAnError() {
    EngineException e =
        EngineException.parse(
            "Code: 241. DB::Exception: Code: 241. DB::Exception: Code: 241. DB::Exception: Query"
                + " memory limit exceeded. (MEMORY_LIMIT_EXCEEDED) (version 26.7.2.1)."
                + " (MEMORY_LIMIT_EXCEEDED) (version 26.7.2.1). (MEMORY_LIMIT_EXCEEDED)");
    assertThat(e.code()).isEqualTo(241);
    assertThat(e)
        .hasMessage(
            "Code: 241. DB::Exception: Query memory limit exceeded. (MEMORY_LIMIT_EXCEEDED)");
  }

  @Test
  void leavesAPlainErrorAsItIs() {
    String text = "Code: 60. DB::Exception: Table a.b (x) does not exist. (UNKNOWN_TABLE)";
    assertThat(EngineException.parse(text)).hasMessage(text);
    assertThat(EngineException.parse(text + " (version 26.7.2.1)")).hasMessage(text);
  }

  @Test
  void givesACodeToWhatHasNone() {
    assertThat(EngineException.parse("Invalid or closed connection").code()).isEqualTo(1002);
    assertThat(EngineException.parse("Invalid or closed connection"))
        .hasMessage("Code: 1002. DB::Exception: Invalid or closed connection (UNKNOWN_EXCEPTION)");
  }
}
