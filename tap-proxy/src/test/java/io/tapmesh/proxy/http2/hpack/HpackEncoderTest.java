package io.tapmesh.proxy.http2.hpack;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HpackEncoderTest {

  private static final HeaderField A = HeaderField.of("a", "b");

  private final HpackEncoder encoder = new HpackEncoder();
  private final HpackDecoder decoder = new HpackDecoder(4096);

  @Test
  void sendsWhatEverybodyKnowsAsOneByte() {
    assertThat(
            Blocks.encode(
                encoder,
                HeaderField.of(":method", "GET"),
                HeaderField.of(":path", "/index.html"),
                HeaderField.of(":status", "500"),
                HeaderField.of("accept-encoding", "gzip, deflate"),
                HeaderField.of("www-authenticate", "")))
        .isEqualTo("82858e90bd");
  }

  @Test
  void putsAFieldIntoTheTableWhenItComesAgain() {
    assertThat(Blocks.encode(encoder, A)).isEqualTo("0001610162");
    assertThat(encoder.tableBytes()).isZero();
    assertThat(Blocks.encode(encoder, A)).isEqualTo("4001610162");
    assertThat(encoder.tableBytes()).isEqualTo(34);
    assertThat(Blocks.encode(encoder, A)).isEqualTo("be");
    assertThat(Blocks.encode(encoder, HeaderField.of("a", "c"))).isEqualTo("0f2f0163");
  }

  @ParameterizedTest
  @CsvSource({
    "content-length, 12345",
    "traceparent, 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    "b3, 0",
    "x-request-id, 1",
    "age, 7",
  })
  void keepsOutWhatHardlyEverRepeats(String name, String value) throws Exception {
    for (int i = 0; i < 3; i++) {
      HeaderList list =
          Blocks.decode(
              decoder, Blocks.encode(encoder, HeaderField.of(name, value)), Blocks.NO_LIMIT);
      assertThat(Blocks.lines(list)).containsExactly(name + ": " + value);
      assertThat(list.get(0).sensitive()).isFalse();
    }
    assertThat(encoder.tableBytes()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "authorization, Bearer eyJhbGciOiJIUzI1NiJ9",
    "proxy-authorization, Basic dXNlcjpwYXNz",
    "set-cookie, session=8c1f",
    "cookie, session=8c1f",
  })
  void neverIndexesSecrets(String name, String value) throws Exception {
    for (int i = 0; i < 3; i++) {
      HeaderList list =
          Blocks.decode(
              decoder, Blocks.encode(encoder, HeaderField.of(name, value)), Blocks.NO_LIMIT);
      assertThat(Blocks.lines(list)).containsExactly(name + ": " + value);
      assertThat(list.get(0).sensitive()).isTrue();
    }
    assertThat(encoder.tableBytes()).isZero();
  }

  @Test
  void keepsTheMarkOfAFieldThatCameAsSensitive() throws Exception {
    HeaderField secret = new HeaderField("a".getBytes(US_ASCII), "b".getBytes(US_ASCII), true);
    Blocks.encode(encoder, A);
    Blocks.decode(decoder, Blocks.encode(encoder, A));

    String block = Blocks.encode(encoder, secret);

    assertThat(block).isEqualTo("1f2f0162");
    assertThat(Blocks.decode(decoder, block, Blocks.NO_LIMIT).get(0)).isEqualTo(secret);
  }

  @Test
  void tellsTheSmallestAndTheFinalSizeOfTheTable() {
    encodeTwice(A);
    encoder.setMaxTableBytes(100);
    encoder.setMaxTableBytes(0);
    encoder.setMaxTableBytes(4096);
    encoder.setMaxTableBytes(200);

    assertThat(Blocks.encode(encoder, A)).isEqualTo("20" + "3fa901" + "4001610162");
    assertThat(Blocks.encode(encoder, A)).isEqualTo("be");
  }

  @Test
  void usesNoMoreThanItWantsWhateverThePeerAllows() {
    encoder.setMaxTableBytes(0xffffffffL);
    assertThat(Blocks.encode(encoder, A)).isEqualTo("0001610162");

    HpackEncoder small = new HpackEncoder(100, false);
    assertThat(Blocks.encode(small, A)).isEqualTo("3f45" + "0001610162");
  }

  @Test
  void leavesAFieldAloneThatWouldPushOutAllOthers() {
    HeaderField large = HeaderField.of("x", "y".repeat(3500));
    encodeTwice(large);

    assertThat(encoder.tableBytes()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "www.example.com", "\u0000\u00ff\u0080 ~{|}", "%%%%%%%"})
  void codesStringsByHuffmanWhereThatIsShorter(String text) throws Exception {
    HpackEncoder coding = new HpackEncoder(4096, true);
    HeaderField field = HeaderField.of("name", text);

    String block = Blocks.encode(coding, field);

    assertThat(Blocks.decode(decoder, block)).containsExactly("name: " + text);
    assertThat(block.length() / 2).isLessThanOrEqualTo(1 + 1 + 4 + 1 + text.length());
    if (text.startsWith("www")) {
      assertThat(block).endsWith("8cf1e3c2e5f23a6ba0ab90f4ff");
    }
  }

  @Test
  void keepsBothTablesTheSameWhateverComes() throws Exception {
    Random random = new Random(7541);
    for (int connection = 0; connection < 20; connection++) {
      HpackEncoder out = new HpackEncoder(2048, connection % 2 == 0);
      HpackDecoder in = new HpackDecoder(4096);
      for (int block = 0; block < 200; block++) {
        if (random.nextInt(20) == 0) {
          out.setMaxTableBytes(random.nextInt(4097));
        }
        HeaderField[] fields = RandomFields.list(random);
        if (fields.length == 0) {
          continue; // Nothing is sent, so neither is a change of the table's size.
        }
        HeaderList list = Blocks.decode(in, Blocks.encode(out, fields), Blocks.NO_LIMIT);
        assertThat(list.size()).isEqualTo(fields.length);
        for (int i = 0; i < fields.length; i++) {
          assertThat(list.get(i).matches(fields[i])).as("%s", fields[i]).isTrue();
          assertThat(list.get(i).sensitive()).isEqualTo(fields[i].indexing() == Indexing.SECRET);
        }
        assertThat(in.tableBytes()).isEqualTo(out.tableBytes());
      }
    }
  }

  private void encodeTwice(HeaderField field) {
    Blocks.encode(encoder, field);
    Blocks.encode(encoder, field);
  }
}
