package io.tapmesh.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a relay makes of the head of a call of gRPC. */
final class RelayedHeadTest {

  private static final int UNKNOWN = 2;

  @Test
  void statusIsTheNumberThatWasSent() {
    for (int status = 0; status <= 16; status++) {
      assertThat(RelayedHead.rpcStatus(Integer.toString(status))).isEqualTo(status);
    }
  }

  /** Else it would be an error in its span, and none in the service graph. */
  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(strings = {"17", "20", "99", "100", "-1", "+1", " 1", "1 ", "1,1", "OK", "\u0661"})
  void statusThatGrpcDoesNotKnowIsUnknown(String text) {
    assertThat(RelayedHead.rpcStatus(text)).isEqualTo(UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource({
    "/shop.Cart/Add, shop.Cart/Add",
    "shop.Cart/Add, shop.Cart/Add",
    "/, ''",
    "*, *",
    "/shop.Cart/Add?token=SECRET, shop.Cart/Add",
    "/shop.Cart/Add?, shop.Cart/Add",
    "shop.Cart/Add?token=SECRET, shop.Cart/Add",
    "http://a/shop.Cart/Add?token=SECRET, shop.Cart/Add",
    "http://a?/shop.Cart/Add, ''",
  })
  void methodIsThePathWithoutItsFirstSlashAndAQuery(String target, String method) {
    assertThat(RelayedHead.rpcMethod(target)).isEqualTo(method);
  }
}
