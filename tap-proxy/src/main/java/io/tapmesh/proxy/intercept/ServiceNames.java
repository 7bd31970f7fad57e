package io.tapmesh.proxy.intercept;

import io.tapmesh.schemas.Services;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The names of the services behind destinations, for telemetry: the closest of the configured
 * addresses counts, among equals the first one. A destination that none describes is {@link
 * Services#EXTERNAL}: addresses never become names, so their number stays that of the
 * configuration. Thread-safe.
 */
public final class ServiceNames {

  private static final Logger log = LoggerFactory.getLogger(ServiceNames.class);

  /** A service and where it is. */
  public record Service(String name, List<ServiceAddress> addresses) {

    /** Copies the list. */
    public Service {
      addresses = List.copyOf(addresses);
    }
  }

  private record Entry(String service, ServiceAddress address) {}

  private final List<Service> services;
  private final Map<String, List<InetAddress>> known = new HashMap<>();
  private volatile List<Entry> entries = List.of();
  private volatile int version;

  public ServiceNames(List<Service> services) {
    this.services = List.copyOf(services);
    rebuild();
  }

  /** Whether looking names up again could change anything. */
  public boolean hasNames() {
    return services.stream().flatMap(s -> s.addresses().stream()).anyMatch(a -> a.name() != null);
  }

  /** Looks the configured names up; keeps what is known of those that fail. May wait. */
  public synchronized void resolve() {
    for (Service service : services) {
      for (ServiceAddress address : service.addresses()) {
        if (address.name() != null) {
          lookUp(address.name());
        }
      }
    }
    rebuild();
  }

  private void lookUp(String name) {
    try {
      known.put(name, List.of(InetAddress.getAllByName(name)));
    } catch (UnknownHostException e) {
      log.warn(
          "services: {} does not resolve; keeping {} known addresses",
          name,
          known.getOrDefault(name, List.of()).size());
    }
  }

  private synchronized void rebuild() {
    List<Entry> found = new ArrayList<>();
    for (Service service : services) {
      for (ServiceAddress address : service.addresses()) {
        if (address.name() == null) {
          found.add(new Entry(service.name(), address));
        } else {
          known
              .getOrDefault(address.name(), List.of())
              .forEach(each -> found.add(new Entry(service.name(), address.at(each))));
        }
      }
    }
    if (!found.equals(entries)) {
      entries = List.copyOf(found);
      version++;
    }
  }

  /** Changes whenever a destination may have got another name. */
  public int version() {
    return version;
  }

  /** The service at a destination, or {@link Services#EXTERNAL}. */
  public String of(InetSocketAddress destination) {
    String service = Services.EXTERNAL;
    int closest = -1;
    for (Entry entry : entries) {
      int closeness = entry.address.closeness(destination);
      if (closeness > closest) {
        closest = closeness;
        service = entry.service;
      }
    }
    return service;
  }
}
