package io.tapmesh.proxy.http2.hpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HpackDecoderTest {

  private static final List<String> REQUEST_1 =
      List.of(":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com");
  private static final List<String> REQUEST_2 =
      List.of(
          ":method: GET",
          ":scheme: http",
          ":path: /",
          ":authority: www.example.com",
          "cache-control: no-cache");
  private static final List<String> REQUEST_3 =
      List.of(
          ":method: GET",
          ":scheme: https",
          ":path: /index.html",
          ":authority: www.example.com",
          "custom-key: custom-value");

  private final HpackDecoder decoder = new HpackDecoder(4096);

  /** RFC 7541, C.2.1 to C.2.4. */
  @Test
  void readsEachKindOfField() throws Exception {
    assertThat(
            Blocks.decode(
                decoder, "400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572"))
        .containsExactly("custom-key: custom-header");
    assertThat(decoder.tableBytes()).isEqualTo(55);
    assertThat(Blocks.decode(decoder, "040c 2f73 616d 706c 652f 7061 7468"))
        .containsExactly(":path: /sample/path");
    HeaderList secret =
        Blocks.decode(decoder, "1008 7061 7373 776f 7264 0673 6563 7265 74", Blocks.NO_LIMIT);
    assertThat(Blocks.lines(secret)).containsExactly("password: secret");
    assertThat(secret.get(0).sensitive()).isTrue();
    assertThat(secret).hasToString("[password: (sensitive)]");
    assertThat(decoder.tableBytes()).isEqualTo(55);
    assertThat(Blocks.decode(decoder, "82")).containsExactly(":method: GET");
  }

  /** RFC 7541, C.3. */
  @Test
  void readsRequestsWithoutHuffmanCoding() throws Exception {
    assertThat(Blocks.decode(decoder, "8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d"))
        .isEqualTo(REQUEST_1);
    assertThat(decoder.tableBytes()).isEqualTo(57);
    assertThat(Blocks.decode(decoder, "8286 84be 5808 6e6f 2d63 6163 6865")).isEqualTo(REQUEST_2);
    assertThat(decoder.tableBytes()).isEqualTo(110);
    assertThat(
            Blocks.decode(
                decoder,
                "8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65"))
        .isEqualTo(REQUEST_3);
    assertThat(decoder.tableBytes()).isEqualTo(164);
  }

  /** RFC 7541, C.4. */
  @Test
  void readsRequestsWithHuffmanCoding() throws Exception {
    assertThat(Blocks.decode(decoder, "8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff"))
        .isEqualTo(REQUEST_1);
    assertThat(Blocks.decode(decoder, "8286 84be 5886 a8eb 1064 9cbf")).isEqualTo(REQUEST_2);
    assertThat(
            Blocks.decode(decoder, "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf"))
        .isEqualTo(REQUEST_3);
    assertThat(decoder.tableBytes()).isEqualTo(164);
  }

  /** RFC 7541, C.5: a table of 256 bytes, which has to lose fields. */
  @Test
  void readsResponsesWithoutHuffmanCoding() throws Exception {
    assertThat(
            Blocks.decode(
                decoder,
                "3fe101"
                    + "4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420"
                    + "3230 3133 2032 303a 3133 3a32 3120 474d 546e 1768 7474 7073 3a2f 2f77"
                    + "7777 2e65 7861 6d70 6c65 2e63 6f6d"))
        .containsExactly(
            ":status: 302",
            "cache-control: private",
            "date: Mon, 21 Oct 2013 20:13:21 GMT",
            "location: https://www.example.com");
    assertThat(decoder.tableBytes()).isEqualTo(222);
    assertThat(Blocks.decode(decoder, "4803 3330 37c1 c0bf"))
        .containsExactly(
            ":status: 307",
            "cache-control: private",
            "date: Mon, 21 Oct 2013 20:13:21 GMT",
            "location: https://www.example.com");
    assertThat(decoder.tableBytes()).isEqualTo(222);
    assertThat(
            Blocks.decode(
                decoder,
                "88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32"
                    + "3220 474d 54c0 5a04 677a 6970 7738 666f 6f3d 4153 444a 4b48 514b 425a"
                    + "584f 5157 454f 5049 5541 5851 5745 4f49 553b 206d 6178 2d61 6765 3d33"
                    + "3630 303b 2076 6572 7369 6f6e 3d31"))
        .containsExactly(
            ":status: 200",
            "cache-control: private",
            "date: Mon, 21 Oct 2013 20:13:22 GMT",
            "location: https://www.example.com",
            "content-encoding: gzip",
            "set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1");
    assertThat(decoder.tableBytes()).isEqualTo(215);
  }

  /** RFC 7541, C.6. */
  @Test
  void readsResponsesWithHuffmanCoding() throws Exception {
    assertThat(
            Blocks.decode(
                decoder,
                "3fe101"
                    + "4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81"
                    + "66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3"))
        .containsExactly(
            ":status: 302",
            "cache-control: private",
            "date: Mon, 21 Oct 2013 20:13:21 GMT",
            "location: https://www.example.com");
    assertThat(Blocks.decode(decoder, "4883 640e ffc1 c0bf")).contains(":status: 307");
    assertThat(
            Blocks.decode(
                decoder,
                "88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a"
                    + "839b d9ab 77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36"
                    + "72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07"))
        .containsExactly(
            ":status: 200",
            "cache-control: private",
            "date: Mon, 21 Oct 2013 20:13:22 GMT",
            "location: https://www.example.com",
            "content-encoding: gzip",
            "set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1");
    assertThat(decoder.tableBytes()).isEqualTo(215);
  }

  @Test
  void handsOutTheSameObjectForAnIndexedField() throws Exception {
    HeaderField first = Blocks.decode(decoder, "4001 6101 62", Blocks.NO_LIMIT).get(0);
    HeaderList again = Blocks.decode(decoder, "be 82", Blocks.NO_LIMIT);

    assertThat(again.get(0)).isSameAs(first);
    assertThat(again.get(1)).isSameAs(StaticTable.get(2));
  }

  @Test
  void readsFromAnyKindOfBufferAndConsumesTheBlockOnly() throws Exception {
    for (ByteBuf block : List.of(Unpooled.buffer(), Unpooled.directBuffer())) {
      block.writeByte(0).writeByte(0x82).writeByte(0x87).writeByte(0xff).skipBytes(1);
      HeaderList list = new HeaderList();
      new HpackDecoder(4096).decode(block, 2, Blocks.NO_LIMIT, list);

      assertThat(Blocks.lines(list)).containsExactly(":method: GET", ":scheme: https");
      assertThat(block.readableBytes()).isEqualTo(1);
      block.release();
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "index zero, 80, index 0 (expected: 1 to 61)",
    "index behind the table, be, index 62 (expected: 1 to 61)",
    "name behind the table, 7e 01 61, index 62 (expected: 1 to 61)",
    "table size after a field, 82 20, table size update after a field (expected: before all of them)",
    "table size beyond the setting, 3f e2 1f, table size update to 4097 (expected: at most 4096)",
    "no name, 40, the header block ends in the middle of a field",
    "no value, 40 01 61, the header block ends in the middle of a field",
    "half a value, 40 01 61 02 62, the header block ends in the middle of a field",
    "string of 2 GB, 40 7f 80 ff ff ff 07, the header block ends in the middle of a field",
    "half an integer, ff, the header block ends in the middle of a field",
    "integer of 2^31, ff 81 ff ff ff 07, an integer is too large (expected: at most 2^31 - 1)",
    "chain of zeros, ff 80 80 80 80 80 00, an integer is too large (expected: at most 2^31 - 1)",
    "padding of zeros, 40 01 61 81 18, a Huffman-coded string ends with 3 bits that are no symbol (expected: up to 7 ones)",
    "padding of a byte, 40 01 61 82 1f ff, a Huffman-coded string ends with 11 bits that are no symbol (expected: up to 7 ones)",
    "padding only, 40 01 61 81 ff, a Huffman-coded string ends with 8 bits that are no symbol (expected: up to 7 ones)",
    "end of string, 40 01 61 84 ff ff ff ff, a Huffman-coded string contains the end of string",
  })
  void refusesWhatIsMalformed(String name, String hex, String message) {
    assertThatExceptionOfType(HpackException.class)
        .isThrownBy(() -> Blocks.decode(decoder, hex))
        .withMessage(message);
  }

  @Test
  void readsTheLargestIntegerThereMayBe() {
    assertThatExceptionOfType(HpackException.class)
        .isThrownBy(() -> Blocks.decode(decoder, "ff 80 ff ff ff 07"))
        .withMessage("index 2147483647 (expected: 1 to 61)");
  }

  @Test
  void keepsTheTableRightBeyondTheLimitOfAList() throws Exception {
    // a: b, then x: y, which the list has no room for, then GET, which would have fitted.
    HeaderList list = Blocks.decode(decoder, "4001 6101 62 4001 7801 79 82", 34 + 33);

    assertThat(Blocks.lines(list)).containsExactly("a: b");
    assertThat(list.overflowed()).isTrue();
    assertThat(list.sizeBytes()).isEqualTo(34);
    assertThat(Blocks.decode(decoder, "be bf")).containsExactly("x: y", "a: b");
  }

  @Test
  void makesNoStringThatNobodyKeeps() throws Exception {
    // 100 bytes of the code for '0' are 160 zeros: more than the table and the list may hold.
    Blocks.decode(decoder, "3f 21 4001 6101 62");
    assertThat(decoder.tableBytes()).isEqualTo(34);
    HeaderList list = Blocks.decode(decoder, "40 01 63 e4" + "00".repeat(100), 100);

    assertThat(list.overflowed()).isTrue();
    assertThat(list.size()).isZero();
    // Adding what is larger than the table empties it.
    assertThat(decoder.tableBytes()).isZero();
  }

  @Test
  void checksWhatItSkips() {
    assertThatExceptionOfType(HpackException.class)
        .isThrownBy(() -> Blocks.decode(decoder, "00 01 63 e4" + "00".repeat(99) + "fe", 50));
  }

  @Test
  void wantsTheTableMadeSmallerOnceTheSettingIsAcknowledged() throws Exception {
    HpackDecoder small = new HpackDecoder(100);
    assertThat(Blocks.decode(small, "3f e1 1f 4001 6101 62")).containsExactly("a: b");
    small.settingsAcknowledged();

    assertThatExceptionOfType(HpackException.class)
        .isThrownBy(() -> Blocks.decode(small, "82"))
        .withMessage("no table size update after our setting of 100 was acknowledged");
    assertThatExceptionOfType(HpackException.class)
        .isThrownBy(() -> Blocks.decode(small, "3f e1 1f"));
    assertThat(Blocks.decode(small, "20 3f 45 82")).containsExactly(":method: GET");
    assertThat(small.tableBytes()).isZero();
  }
}
