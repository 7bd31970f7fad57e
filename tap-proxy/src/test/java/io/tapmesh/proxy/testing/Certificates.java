package io.tapmesh.proxy.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Makes certificates with the command {@code openssl}. */
public final class Certificates {

  private final Path folder;

  public Certificates(Path folder) {
    this.folder = folder;
  }

  public Path certificate(String name) {
    return folder.resolve(name + ".crt");
  }

  public Path key(String name) {
    return folder.resolve(name + ".key");
  }

  /** A certificate of an authority. */
  public Certificates authority(String name) throws Exception {
    run(
        List.of("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj"),
        "/CN=" + name,
        "-keyout",
        key(name).toString(),
        "-out",
        certificate(name).toString());
    return this;
  }

  /** A certificate for localhost, signed by an authority. */
  public Certificates signed(String name, String authority, String... more) throws Exception {
    Path request = folder.resolve(name + ".csr");
    run(
        List.of("req", "-newkey", "rsa:2048", "-nodes", "-subj"),
        "/CN=" + name,
        "-keyout",
        key(name).toString(),
        "-out",
        request.toString());
    Path extensions =
        Files.writeString(
            folder.resolve(name + ".ext"), "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
    List<String> sign = new ArrayList<>(List.of("x509", "-req", "-CAcreateserial", "-extfile"));
    sign.add(extensions.toString());
    sign.addAll(List.of("-CA", certificate(authority).toString()));
    sign.addAll(List.of("-CAkey", key(authority).toString(), "-in", request.toString()));
    sign.addAll(more.length == 0 ? List.of("-days", "30") : List.of(more));
    run(sign, "-out", certificate(name).toString());
    return this;
  }

  private static void run(List<String> first, String... rest) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(first);
    command.addAll(List.of(rest));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException(command + ": " + output);
    }
  }
}
