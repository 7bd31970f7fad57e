package io.tapmesh.proxy.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.proxy.http2.hpack.HeaderField;
import io.tapmesh.proxy.http2.hpack.HeaderList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the head of a request says. */
final class RequestFieldsTest {

  private static RequestFields call(String contentType) {
    HeaderList list = new HeaderList();
    list.add(HeaderField.of(":method", "POST"));
    list.add(HeaderField.of(":scheme", "http"));
    list.add(HeaderField.of(":path", "/shop.Cart/Add"));
    list.add(HeaderField.of(":authority", "a"));
    list.add(HeaderField.of("content-type", contentType));
    RequestFields fields = new RequestFields();
    assertThat(fields.read(list)).isNull();
    return fields;
  }

  @ParameterizedTest
  @CsvSource({
    "application/grpc, true",
    "application/grpc+proto, true",
    "application/grpc;charset=utf-8, true",
    "application/grpc-web, false",
    "application/grpc-web+proto, false",
    "application/grpc-web-text, false",
    "application/grpcx, false",
    "application/grp, false",
  })
  void callOfGrpcIsKnownByItsContentType(String contentType, boolean isGrpc) {
    assertThat(call(contentType).isGrpc()).isEqualTo(isGrpc);
  }
}
