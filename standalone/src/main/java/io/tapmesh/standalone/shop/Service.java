package io.tapmesh.standalone.shop;

import java.util.List;

/** One service of the shop: what it answers to and whom it calls. */
interface Service {

  /** Its name in the mesh. */
  String name();

  /** Names of the services that it calls; it can reach no others. */
  default List<String> calls() {
    return List.of();
  }

  /** The share of its requests that fail on an ordinary day. */
  default double usualErrorShare() {
    return 0;
  }

  List<Route> routes();
}
