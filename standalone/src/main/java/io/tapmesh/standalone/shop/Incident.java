package io.tapmesh.standalone.shop;

import java.util.Arrays;
import java.util.Optional;

/** Faults that can be started in the shop, to see what they look like from outside. */
public enum Incident {
  PAYMENT_SLOW("payment-slow", "payment", Fault.SLOW, 20),
  PAYMENT_ERRORS("payment-errors", "payment", Fault.ERRORS, 0.3),
  CATALOG_SLOW("catalog-slow", "catalog", Fault.SLOW, 25),
  CATALOG_ERRORS("catalog-errors", "catalog", Fault.ERRORS, 0.1),
  CART_ERRORS("cart-errors", "cart", Fault.ERRORS, 0.15),
  RECOMMENDATION_SLOW("recommendation-slow", "recommendation", Fault.SLOW, 40),
  INVENTORY_DOWN("inventory-down", "inventory", Fault.DOWN, 1),
  EMAIL_DOWN("email-down", "email", Fault.DOWN, 1);

  private static final int PERCENT = 100;

  private final String id;
  private final String service;
  private final Fault fault;
  private final double amount;

  /**
   * @param amount how much slower, or which share fails
   */
  Incident(String id, String service, Fault fault, double amount) {
    this.id = id;
    this.service = service;
    this.fault = fault;
    this.amount = amount;
  }

  /** The name on the command line. */
  public String id() {
    return id;
  }

  /** The service that is at fault. */
  public String service() {
    return service;
  }

  /** What is broken, in words. */
  public String description() {
    return service
        + switch (fault) {
          case SLOW -> " takes " + Math.round(amount) + " times as long";
          case ERRORS -> " answers " + Math.round(amount * PERCENT) + " % with 503";
          case DOWN -> " refuses connections";
        };
  }

  /** The incident of a name. */
  public static Optional<Incident> find(String id) {
    return Arrays.stream(values()).filter(incident -> incident.id.equals(id)).findFirst();
  }

  void apply(Shop shop) {
    switch (fault) {
      case SLOW -> shop.condition(service).slowDown(amount);
      case ERRORS -> shop.condition(service).fail(amount, 503);
      case DOWN -> shop.endpoint(service).down();
    }
  }

  private enum Fault {
    SLOW,
    ERRORS,
    DOWN
  }
}
