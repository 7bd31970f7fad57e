package io.tapmesh.standalone.command;

import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest. */
final class Version implements IVersionProvider {

  private static final String UNPACKAGED = "development";

  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {
      "tapmesh " + (version == null ? UNPACKAGED : version),
      "Java " + Runtime.version() + " (" + System.getProperty("java.home") + ")"
    };
  }
}
