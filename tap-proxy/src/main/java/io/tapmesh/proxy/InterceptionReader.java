package io.tapmesh.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tapmesh.proxy.intercept.InterceptMode;
import io.tapmesh.proxy.intercept.Interception;
import io.tapmesh.proxy.intercept.ServiceAddress;
import io.tapmesh.proxy.intercept.ServiceNames;
import io.tapmesh.schemas.config.ConfigErrors;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a listener's configuration says about interception: its rules and its records. */
final class InterceptionReader {

  private InterceptionReader() {}

  /**
   * Reads a listener that has passed {@link #check}.
   *
   * @param named whether destinations have names, as those of outbound listeners do
   */
  static @Nullable Interception read(JsonNode listener, boolean named) {
    if (!listener.has("intercept")) {
      return null;
    }
    Set<Integer> ports = new HashSet<>();
    listener.path("preserveClientAddress").forEach(port -> ports.add(port.asInt()));
    return new Interception(
        InterceptMode.valueOf(listener.path("intercept").asText().toUpperCase(Locale.ROOT)),
        ports,
        listener.path("maxDestinations").asInt(),
        named ? new ServiceNames(services(listener.path("services"))) : null);
  }

  private static List<ServiceNames.Service> services(JsonNode nodes) {
    List<ServiceNames.Service> services = new ArrayList<>();
    for (JsonNode node : nodes) {
      List<ServiceAddress> addresses = new ArrayList<>();
      node.path("addresses").forEach(each -> addresses.add(ServiceAddress.parse(each.asText())));
      services.add(new ServiceNames.Service(node.path("service").asText(), addresses));
    }
    return services;
  }

  /** The rules between fields of all listeners, which the schema cannot say. */
  static void check(JsonNode spec, ConfigErrors errors) {
    each(spec, "inbound", errors);
    each(spec, "outbound", errors);
  }

  private static void each(JsonNode spec, String list, ConfigErrors errors) {
    for (int i = 0; i < spec.path(list).size(); i++) {
      JsonNode listener = spec.path(list).path(i);
      String pointer = "/spec/" + list + "/" + i;
      String[] fixed =
          list.equals("inbound")
              ? new String[] {"application"}
              : new String[] {"service", "endpoints"};
      if (listener.has("intercept")) {
        intercepting(listener, pointer, fixed, errors);
        if (spec.path("transport").asText().equals("nio")) {
          errors.reject(
              pointer + "/intercept", listener.path("intercept"), "transport io_uring or epoll");
        }
      } else if (listener.isObject()) {
        ordinary(listener, pointer, fixed, errors);
      }
    }
  }

  private static void intercepting(
      JsonNode listener, String pointer, String[] fixed, ConfigErrors errors) {
    for (String field : fixed) {
      if (listener.has(field)) {
        errors.reject(
            pointer + "/" + field,
            listener.path(field),
            "nothing beside intercept: each connection goes to its original destination");
      }
    }
    boolean preserves = !listener.path("preserveClientAddress").isEmpty();
    if (preserves && !listener.path("intercept").asText().equals("tproxy")) {
      errors.reject(
          pointer + "/preserveClientAddress",
          listener.path("preserveClientAddress"),
          "nothing, or intercept: tproxy");
    }
    JsonNode services = listener.path("services");
    for (int i = 0; i < services.size(); i++) {
      addresses(services.path(i), pointer + "/services/" + i, errors);
    }
  }

  private static void addresses(JsonNode service, String pointer, ConfigErrors errors) {
    JsonNode addresses = service.path("addresses");
    for (int i = 0; i < addresses.size(); i++) {
      try {
        ServiceAddress.parse(addresses.path(i).asText());
      } catch (IllegalArgumentException e) {
        errors.reject(pointer + "/addresses/" + i, addresses.path(i), ServiceAddress.EXPECTED);
      }
    }
  }

  private static void ordinary(
      JsonNode listener, String pointer, String[] fixed, ConfigErrors errors) {
    for (String field : fixed) {
      if (!listener.has(field)) {
        errors.add(pointer, "neither " + field + " nor intercept", field + " or intercept");
      }
    }
    for (String field : new String[] {"preserveClientAddress", "services", "maxDestinations"}) {
      if (listener.has(field)) {
        errors.reject(pointer + "/" + field, listener.path(field), "nothing, or intercept");
      }
    }
  }
}
