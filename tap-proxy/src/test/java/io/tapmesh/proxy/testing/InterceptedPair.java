package io.tapmesh.proxy.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Two machines joined by a cable, each with a proxy that intercepts: the client's takes what is
 * connected to, the server's what is connected from outside. The rules are the tests' business.
 */
public final class InterceptedPair implements AutoCloseable {

  public static final String SERVER_IPV4 = "10.77.0.2";
  public static final String SERVER_IPV6 = "fd77::2";
  public static final String CLIENT_IPV4 = "10.77.0.1";
  public static final String CLIENT_IPV6 = "fd77::1";

  /** Leads all that the client's programs connect to through its proxy. */
  public static final String OUTBOUND = "--outbound-port 15001";

  private static final Path COMMAND =
      Path.of("src/main/scripts/tapmesh-intercept").toAbsolutePath();

  public final Netns client;
  public final Netns server;
  public final ProxyProcess clientProxy;
  public final ProxyProcess serverProxy;

  /**
   * Starts all.
   *
   * @param folder for configurations and logs
   */
  public InterceptedPair(Path folder, String transport) throws Exception {
    List<Netns> both = Netns.pair("10.77.0.", "fd77::");
    client = both.get(0);
    server = both.get(1);
    try {
      clientProxy =
          client.proxy(
              folder.resolve("client.yaml"),
              yaml(
                  "shop",
                  transport,
                  """
                    outbound:
                      - listen: '[::]:15001'
                        intercept: redirect
                        services:
                          - {service: web, addresses: ['10.77.0.2:80', '[fd77::2]:80']}
                          - {service: data, addresses: ['10.77.0.2', 'fd77::/64']}
                    # A pooled connection would outlive the rules that it was made under.
                    limits: {maxIdleUpstreams: 0}
                  """));
      serverProxy =
          server.proxy(
              folder.resolve("server.yaml"),
              yaml(
                  "web",
                  transport,
                  """
                    inbound:
                      - {listen: '[::]:15006', intercept: redirect}
                      - {listen: '[::]:15007', intercept: tproxy, preserveClientAddress: [80]}
                      - listen: '[::]:15008'
                        intercept: tproxy
                        preserveClientAddress: [80]
                        maxDestinations: 1
                  """));
      clientProxy.address("admin");
      serverProxy.address("admin");
    } catch (Exception | AssertionError e) {
      close();
      throw e;
    }
  }

  private static String yaml(String name, String transport, String listeners) {
    return """
        apiVersion: tapmesh.io/v1
        kind: TapProxy
        metadata: {name: %s}
        spec:
          admin: {listen: '127.0.0.1:15000'}
          transport: %s
          eventLoopThreads: 2
          drain: {timeout: 1s, flushTimeout: 1s}
        %s"""
        .formatted(name, transport, listeners);
  }

  /** Runs {@code tapmesh intercept} on a machine. */
  public static Netns.Result intercept(Netns where, String args) throws IOException {
    return where.run(COMMAND + " " + args);
  }

  /** What the proxy of a machine shows at its admin port. */
  public static String metrics(Netns where) throws IOException {
    return where.run("curl -sS -m 60 http://127.0.0.1:15000/metrics").ok();
  }

  /**
   * The sum of the samples of a metric.
   *
   * @param labels a regular expression for what stands between the braces
   */
  public static long metric(Netns where, String name, String labels) throws IOException {
    Pattern sample =
        Pattern.compile("^" + name + "(?:\\{(?:" + labels + ")})? ([0-9.E]+)$", Pattern.MULTILINE);
    return sample
        .matcher(metrics(where))
        .results()
        .map((MatchResult found) -> found.group(1))
        .mapToLong(value -> (long) Double.parseDouble(value))
        .sum();
  }

  /** Connections that a proxy has accepted. */
  public static long accepted(Netns where) throws IOException {
    return metric(where, "tapmesh_proxy_client_connections_accepted_total", "");
  }

  /**
   * Starts nginx on the server: ports 80 and 8080 tell who asked, port 53 is what nobody
   * intercepts, 8081 speaks HTTP/2 without TLS.
   */
  public void startNginx(Path folder) throws Exception {
    Path config = folder.resolve("nginx.conf");
    Files.writeString(
        config,
        """
        daemon off;
        pid %1$s/nginx.pid;
        error_log %1$s/nginx.err;
        events {}
        http {
          access_log %1$s/nginx.log;
          server {
            listen 80; listen [::]:80; listen 53; listen 8080; listen [::]:8080;
            location / { return 200 "hello $remote_addr"; }
          }
          server {
            listen 8081 http2; listen [::]:8081 http2;
            location / { return 200 "hello"; }
          }
        }
        """
            .formatted(folder));
    server.start(folder.resolve("nginx.out"), "nginx", "-c", config.toString());
    Wait.until(
        "nginx listens", () -> server.run("curl -sS -m 60 http://127.0.0.1/").exitCode() == 0);
  }

  /** Forgets the rules of both machines. */
  public void removeRules() throws IOException {
    intercept(client, "remove").ok();
    intercept(server, "remove").ok();
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
