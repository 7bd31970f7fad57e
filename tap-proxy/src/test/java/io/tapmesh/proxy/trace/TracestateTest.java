package io.tapmesh.proxy.trace;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.proxy.http1.HeaderEdits;
import io.tapmesh.proxy.http1.RequestHead;
import io.tapmesh.proxy.testing.Heads;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code tracestate}, its members, and what OpenTelemetry's says. */
final class TracestateTest {

  private static final String PARENT =
      "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final SpanRef SPAN = new SpanRef(1, 2, 3, SpanRef.SAMPLED);
  private static final long HALF = 1L << 55;

  private static String members(int count) {
    return IntStream.range(0, count).mapToObj(i -> "k" + i + "=v").collect(joining(","));
  }

  private static StateMembers read(String... lines) {
    String[] all = new String[lines.length + 1];
    all[0] = PARENT;
    System.arraycopy(lines, 0, all, 1, lines.length);
    return new TraceReader().read(Heads.withLines(all)).state();
  }

  private static String written(String callerName, String list, SamplingState sampling) {
    RequestHead head = Heads.withLines(PARENT, "tracestate: " + list);
    HeaderEdits edits = new HeaderEdits().reset(head);
    IncomingTrace incoming = new TraceReader().read(head);
    new TraceWriter(callerName)
        .write(incoming, SPAN, sampling == null ? incoming.state().sampling() : sampling, edits);
    return Heads.written(head, edits)
        .lines()
        .filter(line -> line.startsWith("tracestate: "))
        .map(line -> line.substring("tracestate: ".length()))
        .collect(joining("\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        // list | others | caller
        "tapmesh=web | \"\" | web",
        "a=1,tapmesh=web,b=2 | a=1,b=2 | web",
        "\" a=1 ,\t b=2\t,c=3 \" | a=1,b=2,c=3 |",
        "a=1,,b=2, ,c=3, | a=1,b=2,c=3 |",
        ",,, | \"\" |",
        // Keys that come twice are passed on, as whoever wrote them is to be found out further on.
        "a=1,b=2,a=3 | a=1,b=2,a=3 |",
        "a=1=2,t@v=x,_-*/=~ | a=1=2,t@v=x,_-*/=~ |",
        "nonsense,=,Upper=1 | nonsense,=,Upper=1 |",
        // Ours: the first that can be read, and none is passed on.
        "tapmesh=one,tapmesh=two | \"\" | one",
        "tapmesh=,tapmesh=%,tapmesh=two,a=1 | a=1 | two",
        "tapmesh=a%00b,v=1 | v=1 |",
        // Not ours.
        "tapmesh,tapmesh2=x,xtapmesh=y,Tapmesh=z,tapmesh =w | tapmesh,tapmesh2=x,xtapmesh=y,Tapmesh=z,tapmesh =w |",
      })
  void membersAreKeptAsTheyCameAndOursIsTakenOut(String list, String others, String caller) {
    StateMembers state = StateMembers.parse(list);

    assertThat(state.others()).isEqualTo(others);
    assertThat(state.caller()).isEqualTo(caller);
  }

  @Test
  void emptyListSaysNothing() {
    assertThat(StateMembers.parse("")).isEqualTo(StateMembers.NONE);
    assertThat(StateMembers.parse(" ")).isEqualTo(StateMembers.NONE);
  }

  @Test
  void linesOfTheHeaderAreOneList() {
    StateMembers state =
        read(
            "tracestate: a=1,tapmesh=web", "TraceState:", "tracestate: ot=th:8", "tracestate: b=2");

    assertThat(state.others()).isEqualTo("a=1,ot=th:8,b=2");
    assertThat(state.caller()).isEqualTo("web");
    assertThat(state.sampling().threshold()).isEqualTo(HALF);
  }

  @ParameterizedTest
  @CsvSource({"30, 30", "31, 31", "32, 31", "33, 31", "1000, 31"})
  void ofTheOthersThe31InFrontRemain(int sent, int kept) {
    assertThat(StateMembers.parse(members(sent)).others()).isEqualTo(members(kept));
    assertThat(StateMembers.parse("tapmesh=web," + members(sent)).others())
        .isEqualTo(members(kept));
    // Ours is read wherever it stands.
    assertThat(StateMembers.parse(members(sent) + ",tapmesh=web").caller()).isEqualTo("web");
  }

  @Test
  void listOfAnyLengthPassesWhole() {
    String list = "a=" + "x".repeat(5_000) + ",b=" + "y".repeat(256);

    assertThat(read("tracestate: " + list).others()).isEqualTo(list);
    assertThat(written("web", list, null)).isEqualTo("tapmesh=web," + list);
  }

  @Test
  void sameListIsTakenApartOnce() {
    TraceReader reader = new TraceReader();
    StateMembers first = reader.readState(Heads.withLines("tracestate: a=1,tapmesh=web"));

    assertThat(reader.readState(Heads.withLines("tracestate: a=1,tapmesh=web"))).isSameAs(first);
    assertThat(reader.readState(Heads.withLines("tracestate: a=2,tapmesh=web")).others())
        .isEqualTo("a=2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        // value | threshold, hexadecimal | randomness, hexadecimal | others
        "th:8 | 80000000000000 | | \"\"",
        "th:0 | 0 | | \"\"",
        "th:00000000000001 | 1 | | \"\"",
        "th:ffffffffffffff | ffffffffffffff | | \"\"",
        "rv:0123456789abcd | | 123456789abcd | \"\"",
        "th:c;rv:00000000000000 | c0000000000000 | 0 | \"\"",
        "rv:00000000000000;th:c | c0000000000000 | 0 | \"\"",
        "a:1;th:08;b:2;rv:ffffffffffffff;c: | 8000000000000 | ffffffffffffff | a:1;b:2;c:",
        // What is malformed counts as absent, and the rest still counts.
        "th: | | | \"\"",
        "th:123456789abcdef | | | \"\"",
        "th:C;rv:0123456789abcd | | 123456789abcd | \"\"",
        "th:-1 | | | \"\"",
        "th:0x8 | | | \"\"",
        "\"th: 8\" | | | \"\"",
        "th:8;rv:123 | 80000000000000 | | \"\"",
        "th:8;rv:0123456789abcde | 80000000000000 | | \"\"",
        "th:8;rv:0123456789ABCD | 80000000000000 | | \"\"",
        "th:8;rv: | 80000000000000 | | \"\"",
        "TH:8;RV:0123456789abcd | | | TH:8;RV:0123456789abcd",
        "th;rv;:x;;a:1 | | | a:1",
        "th=8 | | | \"\"",
        "\"\" | | | \"\"",
        // The last one counts.
        "th:8;th:c | c0000000000000 | | \"\"",
        "th:8;th:nonsense | | | \"\"",
      })
  void samplingIsRead(String value, String threshold, String randomness, String others) {
    assertThat(SamplingState.parse(value))
        .isEqualTo(new SamplingState(number(threshold), number(randomness), others));
  }

  private static long number(String hex) {
    return hex == null ? SamplingState.ABSENT : Long.parseLong(hex, 16);
  }

  @Test
  void samplingOfMoreThan256BytesIsNotReadButPassesOn() {
    String longest = "th:8;a:" + "x".repeat(249);
    assertThat(SamplingState.parse(longest).threshold()).isEqualTo(HALF);
    assertThat(SamplingState.parse(longest + "x")).isEqualTo(SamplingState.NONE);

    String list = "v=1,ot=" + longest + "x";
    assertThat(written("web", list, null)).isEqualTo("tapmesh=web," + list);
  }

  @Test
  void firstMemberOfOpenTelemetryCountsAndAnotherOneTakesThePlaceOfAll() {
    String list = "v=1,ot=th:8,ot=th:c,otx=2";
    assertThat(StateMembers.parse(list).sampling().threshold()).isEqualTo(HALF);
    assertThat(written("web", list, null)).isEqualTo("tapmesh=web," + list);

    SamplingState changed = new SamplingState(3L << 54, 5, "x:y");
    assertThat(written("web", list, changed))
        .isEqualTo("tapmesh=web,ot=th:c;rv:00000000000005;x:y,v=1,otx=2");
    assertThat(written("web", list, SamplingState.NONE)).isEqualTo("tapmesh=web,v=1,otx=2");
  }

  @Test
  void listGoesOnWithNoMoreThan32Members() {
    List<SamplingState> samplings = List.of(SamplingState.NONE, new SamplingState(HALF, -1, ""));
    for (SamplingState sampling : samplings) {
      for (String before : List.of("", "ot=th:c,", "tapmesh=other,")) {
        String list = written("web", before + members(40), sampling);
        assertThat(list.split(",")).hasSizeLessThanOrEqualTo(32).doesNotHaveDuplicates();
        assertThat(list).startsWith("tapmesh=web,").contains(",k0=v,k1=v,");
        assertThat(StateMembers.parse(list).sampling()).isEqualTo(sampling);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tapmesh=web", "tapmesh=web,tapmesh=shop", "tapmesh=%,"})
  void applicationSeesNoStateThatOnlyWeWrote(String list) {
    assertThat(written(null, list, null)).isEmpty();
  }

  @Test
  void randomnessIsThatOfTheTraceUnlessItIsSaid() {
    assertThat(SamplingState.NONE.randomnessOf(0xab00000000000001L)).isEqualTo(1);
    assertThat(SamplingState.NONE.randomnessOf(-1)).isEqualTo((1L << 56) - 1);
    assertThat(SamplingState.parse("rv:00000000000007").randomnessOf(-1)).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "80000000000000, 8",
    "08000000000000, 08",
    "00000000000001, 00000000000001",
    "ffffffffffffff, ffffffffffffff",
    "f0000000000010, f000000000001"
  })
  void thresholdIsWrittenWithoutTheZerosAtItsEnd(String threshold, String written) {
    assertThat(SamplingState.NONE.withThreshold(number(threshold)).member())
        .isEqualTo("ot=th:" + written);
  }

  @Test
  void memberThatWouldSayNothingIsNotWritten() {
    assertThat(SamplingState.NONE.member()).isNull();
    assertThat(SamplingState.parse("nonsense").member()).isNull();
    assertThat(SamplingState.parse("a:1").member()).isEqualTo("ot=a:1");
  }
}
