package io.tapmesh.proxy.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.tapmesh.proxy.testing.H2Stream;
import io.tapmesh.proxy.testing.Wait;
import org.junit.jupiter.api.Test;

/** What goes in over HTTP/2 comes out. */
final class Http2RelayTest extends Http2Contract {

  private static final String[] OK = {":status", "200", "server", "origin"};

  @Test
  void relaysARequestAndItsResponse() throws Exception {
    H2Stream request = client.get("/a?b=c", "user-agent", "test", "accept", "*/*");
    H2Stream served = origin.take();
    assertThat(served.take())
        .isEqualTo(
            "HEAD :method=GET :scheme=http :path=/a?b=c :authority=a.test user-agent=test accept=*/*"
                + " END");
    served.head(false, OK).data("hello", true);
    assertThat(request.take()).isEqualTo("HEAD :status=200 server=origin");
    assertThat(request.takeData()).isEqualTo("hello");
  }

  @Test
  void keepsTheOrderOfHeadersAndRepeatedOnes() throws Exception {
    client.get("/", "x-b", "1", "x-a", "2", "x-b", "3", "cookie", "k=v", "cookie", "l=w");
    assertThat(origin.take().takeNames())
        .containsExactly(
            ":method", ":scheme", ":path", ":authority", "x-b", "x-a", "x-b", "cookie", "cookie");
  }

  @Test
  void relaysBodiesAndTrailersInBothDirections() throws Exception {
    H2Stream request = client.request(false, "POST", "/up");
    H2Stream served = origin.take();
    assertThat(served.take()).doesNotEndWith("END");
    request.data("one", false);
    assertThat(served.take()).isEqualTo("DATA one");
    served.head(false, OK).data("early", false);
    assertThat(request.take()).startsWith("HEAD :status=200");
    assertThat(request.take()).isEqualTo("DATA early");
    request.data("two", false).head(true, "x-sum", "6");
    assertThat(served.take()).isEqualTo("DATA two");
    assertThat(served.take()).isEqualTo("HEAD x-sum=6 END");
    served.head(true, "grpc-status", "0");
    assertThat(request.take()).isEqualTo("HEAD grpc-status=0 END");
  }

  @Test
  void dropsPaddingAndKeepsTheDataInIt() throws Exception {
    H2Stream request = client.request(false, "POST", "/");
    H2Stream served = origin.take();
    served.take();
    request.data(Unpooled.copiedBuffer("x".getBytes(US_ASCII)), false, 200);
    request.data(Unpooled.copiedBuffer("y".getBytes(US_ASCII)), true, 255);
    assertThat(served.takeData()).isEqualTo("xy");
  }

  @Test
  void passesOnInterimResponses() throws Exception {
    H2Stream request = client.request(false, "POST", "/", "expect", "100-continue");
    H2Stream served = origin.take();
    served.take();
    served.head(false, ":status", "100").head(false, ":status", "103", "link", "</a>");
    assertThat(request.take()).isEqualTo("HEAD :status=100");
    assertThat(request.take()).isEqualTo("HEAD :status=103 link=</a>");
    request.data("body", true);
    assertThat(served.takeData()).isEqualTo("body");
    served.head(true, OK);
    assertThat(request.take()).endsWith("END");
  }

  @Test
  void passesOnTheClientsResetWithItsCode() throws Exception {
    H2Stream request = client.get("/slow");
    H2Stream served = origin.take();
    served.take();
    request.reset(8);
    assertThat(served.take()).isEqualTo("RESET 8");
    Wait.until("the exchange has ended", () -> proxy.counters().exchanges() == 0);
  }

  @Test
  void passesOnTheUpstreamsResetWithItsCode() throws Exception {
    H2Stream request = client.get("/a");
    H2Stream served = origin.take();
    served.take();
    served.reset(11);
    assertThat(request.take()).isEqualTo("RESET 11");

    request = client.get("/b");
    served = origin.take();
    served.head(false, OK).data("part", false).reset(2);
    assertThat(request.take()).startsWith("HEAD");
    String next = request.take();
    assertThat(next.startsWith("DATA") ? request.take() : next).isEqualTo("RESET 2");
  }

  @Test
  void passesOnAnEarlyResponseBeforeTheWishForNoMore() throws Exception {
    H2Stream request = client.request(false, "POST", "/big");
    H2Stream served = origin.take();
    served.take();
    served.head(false, ":status", "413").data("enough", true).reset(0);
    assertThat(request.take()).startsWith("HEAD :status=413");
    assertThat(request.takeData()).isEqualTo("enough");
    assertThat(request.take()).isEqualTo("RESET 0");
  }

  @Test
  void sharesOneConnectionToTheUpstream() throws Exception {
    for (int i = 0; i < 50; i++) {
      client.get("/" + i);
    }
    for (int i = 0; i < 50; i++) {
      origin.take();
    }
    assertThat(origin.connections()).hasSize(1);
  }

  @Test
  void answersWith503WhenThereIsNoUpstream() throws Exception {
    origin.close();
    H2Stream request = client.get("/");
    assertThat(request.take())
        .startsWith("HEAD :status=503 content-type=text/plain")
        .contains(" x-tapmesh-error=connect_refused");
    assertThat(request.takeData()).startsWith("tap-proxy: the upstream refused the connection");
  }

  @Test
  void answersGrpcWithItsOwnStatusWhenThereIsNoUpstream() throws Exception {
    origin.close();
    H2Stream request = client.request(false, "POST", "/a.B/C", "content-type", "application/grpc");
    assertThat(request.take())
        .startsWith("HEAD :status=200 content-type=application/grpc grpc-status=14 grpc-message=")
        .endsWith("x-tapmesh-error=connect_refused END");
    assertThat(request.take()).isEqualTo("RESET 0");
  }
}
