package io.tapmesh.proxy.admin;

/** What the admin port shows. The methods may wait; they are not called on an event loop. */
public interface AdminPages {

  /** Whether the proxy takes new work. */
  boolean isReady();

  /** All metrics in Prometheus' text format. */
  String metrics();

  /** The configuration in force, as JSON. */
  String config();
}
