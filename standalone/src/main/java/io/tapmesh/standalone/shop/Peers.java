package io.tapmesh.standalone.shop;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * The other services as one service sees them: each behind an address of its own, which in a mesh
 * is the proxy beside the caller.
 */
final class Peers {

  private static final Duration TIMEOUT = Duration.ofSeconds(8);

  private final HttpClient client;
  private final Map<String, URI> addresses;
  private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> unanswered = new ConcurrentHashMap<>();

  /**
   * @param addresses by service name; may still be filled until the first call
   */
  Peers(HttpClient client, Map<String, URI> addresses) {
    this.client = requireNonNull(client, "client");
    this.addresses = requireNonNull(addresses, "addresses");
  }

  /** Calls a service whose answer is needed: fails with {@link DependencyFailed} on 5xx or none. */
  CompletableFuture<Reply> need(Request because, String peer, String method, String path) {
    return need(because, peer, method, path, "");
  }

  /** As above, with a JSON body. */
  CompletableFuture<Reply> need(
      Request because, String peer, String method, String path, String body) {
    return send(because, peer, method, path, body)
        .handle(
            (reply, failure) -> {
              if (failure != null) {
                throw failed(peer, failure);
              }
              if (reply.serverError()) {
                throw new DependencyFailed(peer + " answered " + reply.status(), false);
              }
              return reply;
            });
  }

  /** Calls a service that can be done without: a failure becomes a reply with its status. */
  CompletableFuture<Reply> ask(
      Request because, String peer, String method, String path, String body) {
    return send(because, peer, method, path, body)
        .exceptionally(
            failure -> {
              DependencyFailed failed = failed(peer, failure);
              return Reply.error(failed.status(), failed.getMessage());
            });
  }

  /** Calls of a service that it answered with 500 or above. */
  long failures(String peer) {
    return count(failures, peer);
  }

  /** Calls of a service that came to nothing: not connected, cut, or not waited for any longer. */
  long unanswered(String peer) {
    return count(unanswered, peer);
  }

  private static long count(Map<String, LongAdder> counts, String peer) {
    LongAdder count = counts.get(peer);
    return count == null ? 0 : count.sum();
  }

  private CompletableFuture<Reply> send(
      Request because, String peer, String method, String path, String body) {
    URI address = addresses.get(peer);
    if (address == null) {
      throw new IllegalArgumentException(
          "peer: " + peer + " (expected: one of " + addresses.keySet() + ")");
    }
    HttpRequest.BodyPublisher publisher =
        body.isEmpty()
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address.resolve(path)).method(method, publisher).timeout(TIMEOUT);
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    because.passedOn().forEach(request::header);
    return client
        .sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
        .thenApply(
            response ->
                new Reply(
                    response.statusCode(),
                    response.headers().firstValue("Content-Type").orElse(""),
                    response.body()))
        .whenComplete(
            (reply, failure) -> {
              if (failure != null) {
                unanswered.computeIfAbsent(peer, name -> new LongAdder()).increment();
              } else if (reply.serverError()) {
                failures.computeIfAbsent(peer, name -> new LongAdder()).increment();
              }
            });
  }

  private static DependencyFailed failed(String peer, Throwable thrown) {
    Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    if (cause instanceof HttpTimeoutException) {
      return new DependencyFailed(
          peer + " did not answer within " + TIMEOUT.toSeconds() + " s", true);
    }
    if (cause instanceof IOException) {
      return new DependencyFailed(peer + " could not be reached", false);
    }
    throw new CompletionException(cause);
  }
}
