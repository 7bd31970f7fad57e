package io.tapmesh.api.traffic;

import io.tapmesh.api.store.Bindings;
import java.util.Collection;

/**
 * Which edges a question is about. It selects whole edges only, never a part of their requests, so
 * that the choice of the reporter does not depend on the question.
 */
@FunctionalInterface
public interface EdgeSelection {

  /** A condition in SQL on Source and Destination; binds its parameters. Empty: no condition. */
  String condition(Bindings bindings);

  /** Every edge. */
  static EdgeSelection all() {
    return bindings -> "";
  }

  /** The calls of one service to another. */
  static EdgeSelection between(String source, String destination) {
    return bindings -> {
      bindings.text("source", source).text("destination", destination);
      return "Source = {source:String} AND Destination = {destination:String}";
    };
  }

  /** The calls that a service receives. */
  static EdgeSelection into(String service) {
    return bindings -> {
      bindings.text("service", service);
      return "Destination = {service:String}";
    };
  }

  /** The calls that any of the services receives. */
  static EdgeSelection intoAny(Collection<String> services) {
    return bindings -> {
      bindings.texts("services", services);
      return "Destination IN {services:Array(String)}";
    };
  }

  /** The calls that a service receives or makes. */
  static EdgeSelection touching(String service) {
    return bindings -> {
      bindings.text("service", service);
      return "(Destination = {service:String} OR Source = {service:String})";
    };
  }
}
