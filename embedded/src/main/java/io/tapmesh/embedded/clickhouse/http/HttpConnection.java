package io.tapmesh.embedded.clickhouse.http;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection. Requests are answered one after the other; while one runs the socket is
 * still read, so that a client's going away is noticed.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {

  private static final Logger log = LoggerFactory.getLogger(HttpConnection.class);

  private final HttpService service;
  private final Queue<Object> waiting = new ArrayDeque<>();
  private @Nullable Exchange current;
  private boolean requestEnded;

  HttpConnection(HttpService service) {
    this.service = service;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (current != null && requestEnded) {
      // A client that does not wait for its response: its next request waits here.
      waiting.add(message);
      context.channel().config().setAutoRead(false);
      return;
    }
    handle(context, message);
  }

  private void handle(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest request) {
      begin(context, request);
    } else if (message instanceof HttpContent content && current != null) {
      current.body().offer(content.content());
      if (content instanceof LastHttpContent) {
        requestEnded = true;
        current.body().end();
      }
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  private void begin(ChannelHandlerContext context, HttpRequest request) {
    requestEnded = false;
    RequestBody body = new RequestBody(context.channel(), service.stallTimeoutNanos());
    HttpResponse head = service.heads().head(request, HttpResponseStatus.OK, ResponseHeads.TEXT);
    Exchange[] self = new Exchange[1];
    ResponseBody response =
        new ResponseBody(
            context.channel(),
            head,
            service.stallTimeoutNanos(),
            () -> context.executor().execute(() -> ended(context, self[0])));
    if (request.decoderResult().isFailure()) {
      QueryStringDecoder none = QueryRequest.decoder("/");
      self[0] = new Exchange(request, none, body, response);
      current = self[0];
      requestEnded = true;
      service.malformed(self[0], request.decoderResult().cause());
      return;
    }
    self[0] = new Exchange(request, QueryRequest.decoder(request.uri()), body, response);
    current = self[0];
    service.accept(self[0]);
  }

  /** The response is out. */
  private void ended(ChannelHandlerContext context, Exchange exchange) {
    if (current != exchange) {
      return;
    }
    current = null;
    boolean keep =
        HttpUtil.isKeepAlive(exchange.response().head()) && requestEnded && !service.isClosing();
    if (!keep) {
      closeGently(context);
      return;
    }
    context.channel().config().setAutoRead(true);
    while (!waiting.isEmpty() && (current == null || !requestEnded)) {
      handle(context, waiting.remove());
    }
  }

  /** A client that still sends would be hit by a reset before it reads the response. */
  private void closeGently(ChannelHandlerContext context) {
    if (requestEnded) {
      close(context);
      return;
    }
    if (context.channel() instanceof DuplexChannel duplex) {
      ChannelFuture unused = duplex.shutdownOutput();
    }
    ScheduledFuture<?> unused =
        context
            .executor()
            .schedule(() -> close(context), service.lingerMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (current != null) {
      current.response().wakeUp();
    }
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
    if (current != null) {
      service.clientGone(current);
    }
    context.fireChannelInactive();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof IdleStateEvent && current == null) {
      close(context);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    log.debug("connection of {} fails: {}", context.channel().remoteAddress(), cause.toString());
    close(context);
  }

  private static void close(ChannelHandlerContext context) {
    ChannelFuture unused = context.close();
  }
}
