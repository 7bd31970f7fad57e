package io.tapmesh.proxy.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** A plain socket with what tests need to see the very bytes; reads give up after ten seconds. */
public final class Wire implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 60_000;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  public Wire(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    in = socket.getInputStream();
    out = socket.getOutputStream();
  }

  public static Wire connect(InetSocketAddress address) throws IOException {
    return new Wire(new Socket(address.getAddress(), address.getPort()));
  }

  public Wire send(String text) throws IOException {
    return send(text.getBytes(ISO_8859_1));
  }

  public Wire send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
    return this;
  }

  /** Everything up to and including the empty line. */
  public String readHead() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
      head.write(readByte(head));
    }
    return head.toString(ISO_8859_1);
  }

  private int readByte(ByteArrayOutputStream soFar) throws IOException {
    int b = in.read();
    if (b < 0) {
      throw new EOFException("end after: " + soFar.toString(ISO_8859_1));
    }
    return b;
  }

  public String read(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("end after: " + new String(bytes, ISO_8859_1));
    }
    return new String(bytes, ISO_8859_1);
  }

  /** Everything up to a text, which is included. */
  public String readUntil(String end) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    while (!text.toString(ISO_8859_1).endsWith(end)) {
      text.write(readByte(text));
    }
    return text.toString(ISO_8859_1);
  }

  /** Everything up to the orderly end of the other side. */
  public String readToEnd() throws IOException {
    return new String(in.readAllBytes(), ISO_8859_1);
  }

  public InputStream in() {
    return in;
  }

  public OutputStream out() {
    return out;
  }

  /**
   * How the other side ends: {@code "end"}, or {@code "reset"}; what comes before is thrown away.
   */
  public String ending() throws IOException {
    return ending(new StringBuilder());
  }

  /** As {@link #ending()}; what comes before is kept. */
  public String ending(StringBuilder before) throws IOException {
    try {
      for (int b = in.read(); b >= 0; b = in.read()) {
        before.append((char) b);
      }
      return "end";
    } catch (SocketException e) {
      return "reset";
    }
  }

  /**
   * Waits for the reset of a connection whose other side has ended already, which reading can't
   * tell. Nothing is written: that could bring about by itself what is to be seen. A connection of
   * which only one side has ended stays in the kernel's table; a reset takes it out.
   */
  public void awaitReset() throws Exception {
    Pattern connection =
        Pattern.compile(":%04X [0-9A-F]+:%04X ".formatted(socket.getLocalPort(), socket.getPort()));
    Wait.until(
        "it is reset",
        () -> {
          for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            if (connection.matcher(Files.readString(Path.of(table))).find()) {
              return false;
            }
          }
          return true;
        });
  }

  public void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  /** Closes with a reset. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  public InetSocketAddress localAddress() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
