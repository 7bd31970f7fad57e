package io.tapmesh.embedded.clickhouse.library;

import java.net.URI;

/** Finds where a package's tarball can be downloaded. */
@FunctionalInterface
interface TarballLocator {

  /**
   * The tarball's address.
   *
   * @throws io.tapmesh.schemas.StartupException if nobody can tell
   */
  URI locate(EnginePackage wanted);
}
