package io.tapmesh.standalone.shop;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sample shop: ten services, each with an HTTP server of its own on a loopback socket, that
 * call each other at addresses they are told. Thread-safe.
 */
public final class Shop implements AutoCloseable {

  /** The service that users talk to. */
  public static final String FRONTEND = "frontend";

  private static final Logger log = LoggerFactory.getLogger(Shop.class);

  private final Workers workers = new Workers();
  private final Map<String, Endpoint> endpoints = new LinkedHashMap<>();
  private final Map<String, Condition> conditions = new LinkedHashMap<>();
  private final Map<String, Map<String, URI>> addresses = new ConcurrentHashMap<>();
  private final List<Peers> callers = new ArrayList<>();

  private Shop() {}

  /**
   * Opens every service's listener. Services cannot reach each other before {@link #connect}.
   *
   * @param ports where each service listens; 0, or none for a service, asks for a free port
   * @param seed the same seed gives each service the same series of service times and failures
   * @throws IOException if a port is taken
   */
  public static Shop open(Map<String, Integer> ports, long seed) throws IOException {
    Shop shop = new Shop();
    try {
      for (Service service : services(shop::peersOf)) {
        String name = service.name();
        Condition condition = new Condition(seed * 31 + name.hashCode(), service.usualErrorShare());
        int port = ports.getOrDefault(name, 0);
        shop.conditions.put(name, condition);
        shop.endpoints.put(
            name, Endpoint.open(name, service.routes(), condition, shop.workers, port));
      }
    } catch (IOException | RuntimeException e) {
      shop.close();
      throw e;
    }
    return shop;
  }

  /** Which services there are, whom they call and what they answer to. */
  public static List<ServiceInfo> map() {
    Peers nobody = new Peers(HttpClient.newHttpClient(), Map.of());
    return services(name -> nobody).stream().map(ServiceInfo::of).toList();
  }

  /** Tells one service at which address it reaches another. */
  public void connect(String caller, String peer, URI address) {
    addressesOf(caller).put(requireNonNull(peer, "peer"), requireNonNull(address, "address"));
  }

  /** Where a service listens. */
  public int port(String service) {
    return endpoint(service).port();
  }

  /** Starts a fault. It stays until {@link #recover}. */
  public void start(Incident incident) {
    log.info("incident: {}", incident.description());
    incident.apply(this);
  }

  /** Ends all faults. */
  public void recover() {
    conditions.values().forEach(Condition::recover);
    for (Endpoint endpoint : endpoints.values()) {
      try {
        endpoint.up();
      } catch (IOException e) {
        throw new UncheckedIOException("port " + endpoint.port() + " is taken", e);
      }
    }
  }

  /** Requests that services are answering now; zero once the shop has drained. */
  public long inFlight() {
    return endpoints.values().stream().mapToLong(Endpoint::inFlight).sum();
  }

  /** What each service has answered, by its own count and that of the services that called it. */
  public Map<String, AnswerCount> answers() {
    Map<String, AnswerCount> counts = new TreeMap<>();
    endpoints.forEach(
        (name, endpoint) -> {
          long failures = callers.stream().mapToLong(peers -> peers.failures(name)).sum();
          long unanswered = callers.stream().mapToLong(peers -> peers.unanswered(name)).sum();
          counts.put(
              name, new AnswerCount(endpoint.answered(), endpoint.failed(), failures, unanswered));
        });
    return counts;
  }

  @Override
  public void close() {
    endpoints.values().forEach(Endpoint::close);
    workers.close();
  }

  Condition condition(String service) {
    return requireNonNull(conditions.get(service), service);
  }

  Endpoint endpoint(String service) {
    return requireNonNull(endpoints.get(service), service);
  }

  private Peers peersOf(String service) {
    Peers peers = new Peers(workers.client(), addressesOf(service));
    callers.add(peers);
    return peers;
  }

  private Map<String, URI> addressesOf(String service) {
    return addresses.computeIfAbsent(service, name -> new ConcurrentHashMap<>());
  }

  private static List<Service> services(Function<String, Peers> peers) {
    return List.of(
        new Frontend(peers.apply(FRONTEND)),
        new Catalog(),
        new Recommendation(peers.apply("recommendation")),
        new Cart(),
        new Checkout(peers.apply("checkout")),
        new Inventory(),
        new Currency(),
        new Payment(),
        new Shipping(),
        new Email());
  }
}
