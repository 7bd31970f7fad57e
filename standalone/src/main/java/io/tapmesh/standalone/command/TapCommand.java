package io.tapmesh.standalone.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import io.tapmesh.schemas.config.HostPort;
import io.tapmesh.standalone.mesh.DataDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tapmesh tap}. */
@Command(
    name = "tap",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Shows the requests of a service's proxy as they happen.")
final class TapCommand implements Callable<Integer> {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;
  private static final int SERVER_ERROR = 500;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "SERVICE",
      description =
          "A service of the running demo. With --admin: the service whose proxy is expected there.")
  private @Nullable String service;

  @Option(
      names = "--admin",
      paramLabel = "HOST:PORT",
      description = "The admin port of any proxy (spec.admin.listen).")
  private @Nullable String admin;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The demo's data directory, if it has another than usual.")
  private @Nullable Path data;

  @Mixin private TapFilters filters = new TapFilters();

  @Option(names = "--json", description = "Prints the proxy's own lines.")
  private boolean json;

  @Option(names = "--before", description = "Shows the last requests up to now, and ends.")
  private boolean before;

  @Override
  public Integer call() throws InterruptedException {
    String address = address();
    String query = filters.query();
    String call = before ? "/tap/dump" : "/tap" + query;
    if (before && !query.isEmpty()) {
      throw new StartupException(
          ExitCode.USAGE,
          "--before shows all that is kept (expected: no filters, no --rate, no --limit)");
    }
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + address + call));
    if (before) {
      request.POST(HttpRequest.BodyPublishers.noBody());
    }
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    HttpResponse<Stream<String>> answer;
    try {
      if (admin != null && service != null) {
        checkService(client, address, service);
      }
      answer = client.send(request.build(), HttpResponse.BodyHandlers.ofLines());
    } catch (IOException e) {
      throw new StartupException(
          ExitCode.UNAVAILABLE, "no proxy answers at " + address + ": " + e, e);
    }
    try (Stream<String> lines = answer.body()) {
      check(address, answer.statusCode(), lines);
      if (before) {
        showDump(lines);
      } else if (!showAll(lines)) {
        throw new StartupException(ExitCode.UNAVAILABLE, "the proxy at " + address + " has ended");
      }
      return CommandLines.OK;
    } catch (IOException | UncheckedIOException e) {
      throw new StartupException(
          ExitCode.UNAVAILABLE, "the proxy at " + address + " has ended: " + e.getMessage(), e);
    }
  }

  private String address() {
    if (admin == null) {
      return known();
    }
    try {
      // What is no address at all is noticed only by the second.
      return URI.create("http://" + HostPort.parse(admin)).getAuthority();
    } catch (IllegalArgumentException e) {
      throw new StartupException(
          ExitCode.USAGE, "--admin: \"" + admin + "\" (expected: HOST:PORT)", e);
    }
  }

  /** A port that was mistyped, or that another proxy has taken since, shows another's requests. */
  private static void checkService(HttpClient client, String address, String expected)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + address + "/config")).build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    String found = answer.statusCode() == OK ? serviceIn(answer.body()) : "";
    if (found.isEmpty()) {
      throw new StartupException(
          ExitCode.UNAVAILABLE,
          "what answers at "
              + address
              + " does not say whose proxy it is (expected: an admin port)");
    }
    if (!found.equals(expected)) {
      throw new StartupException(
          ExitCode.USAGE,
          "the proxy at %s is that of \"%s\" (expected: \"%s\")"
              .formatted(address, found, expected));
    }
  }

  private static String serviceIn(String page) {
    try {
      return JSON.readTree(page).path("service").asText();
    } catch (JsonProcessingException e) {
      return "";
    }
  }

  private static void check(String address, int status, Stream<String> lines) {
    if (status == NOT_FOUND) {
      throw new StartupException(
          ExitCode.UNAVAILABLE,
          "the proxy at "
              + address
              + " shows no exchanges (expected: tap.enabled: true where the admin port is not on a"
              + " loopback address)");
    }
    if (status != OK) {
      throw new StartupException(
          status == BAD_REQUEST ? ExitCode.USAGE : ExitCode.UNAVAILABLE,
          "the proxy at " + address + " says: " + String.join("; ", lines.toList()));
    }
  }

  private void showDump(Stream<String> lines) throws IOException {
    JsonNode dump = JSON.readTree(String.join("\n", lines.toList()));
    for (JsonNode exchange : dump.path("exchanges")) {
      show(exchange);
    }
  }

  /** Shows what comes; says whether that were as many as were wanted. */
  private boolean showAll(Stream<String> lines) throws IOException {
    long left = filters.limit();
    for (String line : (Iterable<String>) lines.filter(text -> !text.isBlank())::iterator) {
      JsonNode exchange = JSON.readTree(line);
      show(exchange);
      left -= exchange.has("skipped") ? 0 : 1;
    }
    return left <= 0;
  }

  private void show(JsonNode exchange) {
    PrintWriter out = java.util.Objects.requireNonNull(spec, "spec").commandLine().getOut();
    if (json) {
      out.println(exchange);
    } else if (exchange.has("skipped")) {
      out.println("  ... " + exchange.path("skipped").asText() + " more");
    } else {
      out.println(line(exchange));
    }
    out.flush();
  }

  static String line(JsonNode exchange) {
    int code = exchange.path("status").asInt();
    String error = exchange.path("error").asText("");
    String what = code == 0 ? "-" : Integer.toString(code);
    boolean failed = !error.isEmpty() || code >= SERVER_ERROR;
    String colour = failed ? "red" : code >= 400 ? "yellow" : "green";
    String text =
        String.format(
            Locale.ROOT,
            "%s  %-8s %-16s @|%s %3s|@ %9.1f ms  %-6s %s%s",
            exchange.path("time").asText().replaceFirst(".*T", "").replace("Z", ""),
            exchange.path("direction").asText().equals("inbound") ? "from" : "to",
            clean(exchange.path("peer").asText()),
            colour,
            what,
            exchange.path("durationMillis").asDouble(),
            clean(exchange.path("method").asText()),
            clean(exchange.path("path").asText("")),
            error.isEmpty() || error.equals(what) ? "" : "  (" + error + ")");
    return picocli.CommandLine.Help.Ansi.AUTO.string(text);
  }

  /** What strangers sent must not steer the terminal, nor our own colours. */
  private static String clean(String text) {
    return text.replaceAll("\\p{Cntrl}", "?").replace("@|", "@ |").replace("|@", "| @");
  }

  /** The demo writes down where the admin ports of its proxies are. */
  private String known() {
    if (service == null) {
      throw new StartupException(
          ExitCode.USAGE, "which proxy? (expected: a service of the demo, or --admin HOST:PORT)");
    }
    Path directory = data == null ? DataDirectory.standard("demo") : data;
    Path file = directory.resolve(Path.of("run", "proxies", "admin.ports"));
    try {
      List<String> names = new ArrayList<>();
      for (String entry : Files.readAllLines(file)) {
        String[] parts = entry.split(" ", 2);
        if (parts[0].equals(service) && parts.length == 2) {
          return parts[1];
        }
        names.add(parts[0]);
      }
      throw new StartupException(
          ExitCode.USAGE,
          "no service \"" + service + "\" (expected: one of " + String.join(", ", names) + ")");
    } catch (IOException e) {
      throw new StartupException(
          ExitCode.NO_INPUT,
          "no demo is running from " + directory + "; for another proxy give --admin HOST:PORT",
          e);
    }
  }
}
