package io.tapmesh.embedded.clickhouse.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Holds a whole result back ({@code wait_end_of_query}), so that an error at its end can still be
 * the response's status. Beyond a few megabytes it goes to a file.
 */
final class Spool implements AutoCloseable {

  private static final int MEMORY_BYTES = 4 << 20;
  private static final int COPY_BYTES = 256 << 10;

  private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
  private @Nullable FileChannel file;

  void write(ByteBuffer bytes) throws IOException {
    if (file == null && memory.size() + bytes.remaining() > MEMORY_BYTES) {
      Path path = Files.createTempFile("tapmesh-result", ".tmp");
      file =
          FileChannel.open(
              path,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
      writeFully(file, ByteBuffer.wrap(memory.toByteArray()));
      memory.reset();
    }
    if (file != null) {
      writeFully(file, bytes);
    } else {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      memory.writeBytes(copy);
    }
  }

  private static void writeFully(WritableByteChannel to, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      to.write(bytes);
    }
  }

  void copyTo(Output output) throws IOException {
    FileChannel from = file;
    if (from == null) {
      output.write(ByteBuffer.wrap(memory.toByteArray()));
      return;
    }
    from.position(0);
    ByteBuffer part = ByteBuffer.allocate(COPY_BYTES);
    while (from.read(part) >= 0) {
      output.write(part.flip());
      part.clear();
    }
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }
}
