package io.tapmesh.proxy.intercept;

import static io.tapmesh.proxy.testing.InterceptedPair.CLIENT_IPV4;
import static io.tapmesh.proxy.testing.InterceptedPair.CLIENT_IPV6;
import static io.tapmesh.proxy.testing.InterceptedPair.OUTBOUND;
import static io.tapmesh.proxy.testing.InterceptedPair.SERVER_IPV4;
import static io.tapmesh.proxy.testing.InterceptedPair.SERVER_IPV6;
import static io.tapmesh.proxy.testing.InterceptedPair.accepted;
import static io.tapmesh.proxy.testing.InterceptedPair.intercept;
import static io.tapmesh.proxy.testing.InterceptedPair.metric;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tapmesh.proxy.testing.InterceptedPair;
import io.tapmesh.proxy.testing.Netns;
import io.tapmesh.proxy.testing.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs of many kinds, none of which knows of a proxy. */
@Tag("slow")
@Tag("netns")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InterceptedProgramsTest {

  private static final String REDIRECT = "--inbound-port 15006";
  private static final String TPROXY = "--inbound-port 15007 --inbound-mode tproxy";

  /** Speaks first, as mail servers do, and then repeats what it is told. */
  private static final String GREETER =
      """
      use IO::Socket::INET;
      my $server = IO::Socket::INET->new(LocalPort => 2525, Listen => 5, ReuseAddr => 1) or die $!;
      while (my $client = $server->accept) {
        $client->autoflush(1);
        print $client "220 ready\\r\\n";
        while (my $line = <$client>) { print $client "250 $line"; }
        close $client;
      }
      """;

  private Path folder;
  private InterceptedPair pair;

  @BeforeAll
  void start(@TempDir Path temporary) throws Exception {
    folder = temporary;
    // PostgreSQL runs as a user of its own.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    pair = new InterceptedPair(folder, "auto");
    pair.startNginx(folder);
    startRedis();
    startPostgres();
    pair.server.start(folder.resolve("greeter.out"), "perl", "-e", GREETER);
    listens("greeter", "bash -c 'exec 3<>/dev/tcp/127.0.0.1/2525'");
  }

  private void startRedis() throws Exception {
    pair.server.start(
        folder.resolve("redis.out"),
        "redis-server",
        "--bind",
        "0.0.0.0 ::",
        "--protected-mode",
        "no",
        "--save",
        "",
        "--dir",
        folder.toString());
    listens("redis", "redis-cli ping");
  }

  private void startPostgres() throws Exception {
    Path data = folder.resolve("postgres");
    String install =
        """
        bin=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
        mkdir %1$s && chown postgres %1$s && cd %1$s
        as="setpriv --reuid postgres --regid postgres --init-groups"
        $as $bin/initdb -D %1$s/data -A trust --no-sync >%1$s.init 2>&1 || { cat %1$s.init; exit 1; }
        echo 'host all all all trust' >>%1$s/data/pg_hba.conf
        echo "exec $as $bin/postgres -D %1$s/data -h '*' -k %1$s" >%1$s.sh
        """
            .formatted(data);
    pair.server.run(install).ok();
    pair.server.start(folder.resolve("postgres.out"), "sh", data + ".sh");
    listens("postgres", "psql -h 127.0.0.1 -U postgres -c 'select 1'");
  }

  private void listens(String what, String probe) throws Exception {
    Wait.until(what, java.time.Duration.ofMinutes(2), () -> pair.server.run(probe).exitCode() == 0);
  }

  @AfterEach
  void removeRules() throws IOException {
    pair.removeRules();
  }

  @AfterAll
  void stop() {
    if (pair != null) {
      pair.close();
    }
  }

  /** Intercepts at both ends; what a program says then, which must have passed both proxies. */
  private String through(String backend, String inbound, String program) throws Exception {
    intercept(pair.client, "apply --backend " + backend + " " + OUTBOUND).ok();
    intercept(pair.server, "apply --backend " + backend + " --inbound-ports all " + inbound).ok();
    long sent = accepted(pair.client);
    long received = accepted(pair.server);
    Netns.Result result = pair.client.run(program);
    assertTrue(accepted(pair.client) > sent, "the client's proxy saw nothing");
    assertTrue(accepted(pair.server) > received, "the server's proxy saw nothing");
    return result.ok();
  }

  @ParameterizedTest
  @CsvSource({
    "nft," + REDIRECT + "," + SERVER_IPV4,
    "nft," + TPROXY + "," + SERVER_IPV6,
    "iptables," + TPROXY + "," + SERVER_IPV4,
    "iptables," + REDIRECT + "," + SERVER_IPV6
  })
  void redis(String backend, String inbound, String address) throws Exception {
    String program =
        "redis-cli -h %1$s set greeting hello && redis-cli -h %1$s get greeting"
            + " && redis-benchmark -h %1$s -t set,get -n 2000 -c 10 -P 16 -q && redis-cli -h %1$s dbsize";
    String said = through(backend, inbound, program.formatted(address));
    assertTrue(said.startsWith("OK\nhello\n"), said);
    assertTrue(said.contains("GET: "), said);
  }

  @ParameterizedTest
  @CsvSource({
    "nft," + TPROXY + "," + SERVER_IPV4,
    "nft," + REDIRECT + "," + SERVER_IPV6,
    "iptables," + REDIRECT + "," + SERVER_IPV4,
    "iptables," + TPROXY + "," + SERVER_IPV6
  })
  void postgres(String backend, String inbound, String address) throws Exception {
    String query = "select sum(n), length(repeat('x', 1000000)) from generate_series(1, 100000) n";
    String program = "psql -h %s -U postgres -A -t -c \"%s\"".formatted(address, query);
    assertEquals("5000050000|1000000\n", through(backend, inbound, program));
  }

  @ParameterizedTest
  @CsvSource({"nft," + REDIRECT, "iptables," + TPROXY})
  void serversThatSpeakFirst(String backend, String inbound) throws Exception {
    String program =
        "timeout 60 bash -c 'exec 3<>/dev/tcp/%s/2525; read -r line <&3; echo \"$line\";"
            + " echo hello >&3; read -r line <&3; echo \"$line\"'";
    String said = through(backend, inbound, program.formatted(SERVER_IPV4));
    assertEquals("220 ready\r\n250 hello\n", said);
  }

  @ParameterizedTest
  @CsvSource({
    "nft," + REDIRECT + "," + SERVER_IPV4,
    "nft," + TPROXY + "," + SERVER_IPV6,
    "iptables," + TPROXY + "," + SERVER_IPV4
  })
  void http2(String backend, String inbound, String address) throws Exception {
    String requests = "http_client_request_duration_seconds_count";
    String labels = "[^}]*network_protocol_version=\"2\"[^}]*service_peer_name=\"data\"[^}]*";
    long before = metric(pair.client, requests, labels);
    String host = address.contains(":") ? "[" + address + "]" : address;
    String program = "h2load -n 300 -c 3 -m 10 http://%s:8081/".formatted(host);
    String said = through(backend, inbound, program);
    assertTrue(said.contains("300 succeeded, 0 failed"), said);
    Wait.until("counted", () -> metric(pair.client, requests, labels) == before + 300);
  }

  @ParameterizedTest
  @CsvSource({CLIENT_IPV4 + "," + SERVER_IPV4, CLIENT_IPV6 + "," + SERVER_IPV6})
  void manyClientsBehindTproxyAtATime(String client, String server) throws Exception {
    String host = server.contains(":") ? "[" + server + "]" : server;
    String program = "h2load --h1 -n 400 -c 40 http://%s/".formatted(host);
    String said = through("nft", TPROXY, program);
    assertTrue(
        said.contains("400 succeeded, 0 failed"),
        () -> said + troubles("client", pair.client) + troubles("server", pair.server));
    String log = Files.readString(folder.resolve("nginx.log"));
    assertTrue(log.lines().filter(line -> line.startsWith(client + " ")).count() >= 400);
  }

  /** What a proxy has counted that is no success, for whoever has to find out about a failure. */
  private static String troubles(String name, Netns where) {
    try {
      return InterceptedPair.metrics(where)
          .lines()
          .filter(line -> line.matches(".*(refused|failures|resets|http_|error).* [1-9].*"))
          .collect(java.util.stream.Collectors.joining("\n", "\n" + name + ":\n", "\n"));
    } catch (IOException e) {
      return "\n" + name + ": " + e;
    }
  }
}
