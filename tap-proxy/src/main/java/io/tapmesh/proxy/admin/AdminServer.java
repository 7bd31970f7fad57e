package io.tapmesh.proxy.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The port for operators. It has threads of its own, so that a scrape can wait for a collection
 * without holding up traffic, and so that it answers when the event loops do not.
 *
 * <p>On a loopback address it answers only to names of this machine: a web page that somebody looks
 * at here may make its own name point here, but not make the browser say another one.
 */
public final class AdminServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(AdminServer.class);
  private static final Set<String> PROBES = Set.of("/livez", "/readyz");
  private static final int MAX_THREADS = 24;
  private static final int IDLE_SECONDS = 10;

  /** A request that does not come to an end by then holds none of the threads any more. */
  private static final String REQUEST_SECONDS = "5";

  static {
    // The server has no other setting for it, and looks once, when the first one is made.
    System.setProperty("sun.net.httpserver.maxReqTime", REQUEST_SECONDS);
  }

  private final HttpServer server;
  private final ExecutorService executor;
  private final NavigableMap<String, AdminPage> pages;

  private AdminServer(
      HttpServer server, ExecutorService executor, NavigableMap<String, AdminPage> pages) {
    this.server = server;
    this.executor = executor;
    this.pages = pages;
  }

  /**
   * Starts to listen.
   *
   * @param pages by method and path: {@code GET /livez}; a path that ends in a slash has all below
   *     it
   * @throws IOException if it cannot; a {@link java.net.BindException} if the port is taken
   */
  public static AdminServer start(InetSocketAddress address, Map<String, AdminPage> pages)
      throws IOException {
    HttpServer http = HttpServer.create(address, 0);
    ExecutorService executor =
        new ThreadPoolExecutor(
            0,
            MAX_THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, "tapmesh-admin");
              thread.setDaemon(true);
              return thread;
            });
    AdminServer admin = new AdminServer(http, executor, new TreeMap<>(pages));
    http.setExecutor(executor);
    http.createContext("/", admin::answer);
    http.start();
    return admin;
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  /**
   * An exchange is closed only when its answer is whole. What fails ends the connection, which the
   * server does if an {@link IOException} comes out of here, so that a part of an answer cannot be
   * taken for all of it.
   */
  private void answer(HttpExchange exchange) throws IOException {
    try {
      dispatch(exchange);
    } catch (RuntimeException | Error e) {
      log.error("the admin port could not answer {}", exchange.getRequestURI(), e);
      throw new IOException("no whole answer", e);
    }
    exchange.close();
  }

  private void dispatch(HttpExchange exchange) throws IOException {
    if (!maySee(exchange)) {
      AdminReply.text(421, "this port answers to localhost and to addresses only\n").send(exchange);
      return;
    }
    String path = exchange.getRequestURI().getPath();
    String method = exchange.getRequestMethod();
    AdminPage page = page(method.equals("HEAD") ? "GET" : method, path);
    if (page == null) {
      refuse(path).send(exchange);
      return;
    }
    page.answer(exchange);
  }

  private boolean maySee(HttpExchange exchange) {
    return !address().getAddress().isLoopbackAddress()
        || isLocal(exchange.getRequestHeaders().getFirst("Host"))
        || PROBES.contains(exchange.getRequestURI().getPath());
  }

  private @Nullable AdminPage page(String method, String path) {
    AdminPage exact = pages.get(method + " " + path);
    return exact != null ? exact : pages.get(method + " " + path.replaceFirst("[^/]+$", ""));
  }

  private AdminReply refuse(String path) {
    for (String method : new String[] {"GET", "POST"}) {
      if (page(method, path) != null) {
        return AdminReply.text(405, "here only " + method + "\n");
      }
    }
    return AdminReply.text(
        404, "there are " + String.join(", ", new TreeSet<>(pages.keySet())) + "\n");
  }

  /** Whether a {@code Host} header names this machine without the help of a name server. */
  static boolean isLocal(@Nullable String host) {
    if (host == null) {
      return true;
    }
    String name = host.replaceFirst(":\\d+$", "");
    return name.equalsIgnoreCase("localhost")
        || name.startsWith("[")
        || name.matches("\\d+\\.\\d+\\.\\d+\\.\\d+");
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
