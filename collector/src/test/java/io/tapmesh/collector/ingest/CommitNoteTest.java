package io.tapmesh.collector.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommitNoteTest {

  @Test
  void aPlanSurvivesKafka() {
    CommitNote note = new CommitNote("AbC-_123", new Plan(987_654_321_012L, 7));

    assertThat(note.toMetadata()).isEqualTo("tapmesh topic=AbC-_123 end=987654321012 decoder=7");
    assertThat(CommitNote.parse(note.toMetadata())).isEqualTo(note);
  }

  @Test
  void aNoteWithoutAPlanSurvivesKafka() {
    CommitNote note = new CommitNote("AbC", null);

    assertThat(CommitNote.parse(note.toMetadata())).isEqualTo(note);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "hello",
        "tapmesh",
        "tapmesh topic=a end=x decoder=1",
        "tapmesh topic=a end=99999999999999999999 decoder=1",
        "tapmesh topic=a end=1"
      })
  void othersTextsAreNoNotes(String metadata) {
    assertThat(CommitNote.parse(metadata)).isNull();
  }
}
