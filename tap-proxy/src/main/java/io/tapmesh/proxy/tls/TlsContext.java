package io.tapmesh.proxy.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.AttributeKey;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the TLS end of connections from certificates in files, and reads the files again when they
 * change. Thread-safe; {@link #refresh} reads files and belongs on a thread that may wait.
 */
public final class TlsContext {

  /** On channels and bootstraps of connections to upstreams: what secures them. */
  public static final AttributeKey<TlsContext> KEY = AttributeKey.valueOf(TlsContext.class, "tls");

  private static final Logger log = LoggerFactory.getLogger(TlsContext.class);
  private final TlsSettings settings;
  private volatile Map<Alpn, SslContext> contexts;
  private volatile List<Long> stamps;
  private volatile @Nullable TicketKeys tickets;

  /**
   * Reads the files.
   *
   * @throws IOException with a reason for people, if they are missing or do not fit together
   */
  public TlsContext(TlsSettings settings) throws IOException {
    this.settings = settings;
    stamps = stamps();
    contexts = read();
  }

  /** What it was made of. */
  public TlsSettings settings() {
    return settings;
  }

  /** Reads the files again if they have changed; keeps what there is if they cannot be read. */
  public void refresh() {
    try {
      List<Long> now = stamps();
      if (!now.equals(stamps)) {
        contexts = read();
        stamps = now;
        log.info("certificates were read again: {}", settings.files());
      }
      TicketKeys keys = tickets;
      if (keys != null) {
        keys.renewIfDue();
      }
    } catch (IOException e) {
      log.warn("certificates have changed and cannot be used, keeping the old: {}", e.getMessage());
    }
  }

  /** The server's end of a client's connection. */
  public SslHandler server(ByteBufAllocator alloc, Alpn alpn) {
    return context(alpn).newHandler(alloc);
  }

  /** The client's end of a connection to an upstream. */
  public SslHandler client(ByteBufAllocator alloc, Alpn alpn, String host, int port) {
    String name = settings.serverName();
    return context(alpn).newHandler(alloc, name == null ? host : name, port);
  }

  private SslContext context(Alpn alpn) {
    SslContext context = contexts.get(alpn);
    if (context == null) {
      throw new IllegalStateException("no TLS for " + alpn);
    }
    return context;
  }

  private List<Long> stamps() throws IOException {
    List<Long> all = new ArrayList<>();
    for (Path file : settings.files()) {
      if (!Files.isReadable(file)) {
        throw new IOException(file + " does not exist or cannot be read");
      }
      all.add(Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS));
      all.add(Files.size(file));
    }
    return all;
  }

  private Map<Alpn, SslContext> read() throws IOException {
    Path certificate = settings.certificate();
    Path key = settings.key();
    Identity shown = null;
    if (certificate != null && key != null) {
      // Read once: what is checked has to be what is used, also while somebody replaces the files.
      byte[] chain = Files.readAllBytes(certificate);
      byte[] pkcs8 = KeyCheck.read(certificate, chain, key);
      shown = new Identity(chain, PrivateKeyFile.pem(pkcs8));
    }
    Map<Alpn, SslContext> made = new EnumMap<>(Alpn.class);
    try {
      for (Alpn alpn : Alpn.values()) {
        made.put(alpn, build(alpn, shown));
      }
    } catch (IllegalArgumentException | SSLException e) {
      throw new IOException(settings.files() + ": " + reason(e), e);
    }
    tickets = TicketKeys.of(made.get(Alpn.HTTP2));
    return made;
  }

  /** What we show to peers, PEM. */
  @SuppressWarnings("ArrayRecordComponent") // Made here, and only read.
  private record Identity(byte[] certificates, byte[] key) {

    InputStream chain() {
      return new ByteArrayInputStream(certificates);
    }

    InputStream privateKey() {
      return new ByteArrayInputStream(key);
    }
  }

  private static String reason(Throwable e) {
    Throwable deepest = e;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return String.valueOf(deepest.getMessage());
  }

  private SslContext build(Alpn alpn, @Nullable Identity shown) throws SSLException {
    File ca = file(settings.ca());
    SslContextBuilder builder;
    if (settings.server()) {
      if (shown == null) {
        throw new IllegalArgumentException("a server needs a certificate and a key");
      }
      builder = SslContextBuilder.forServer(shown.chain(), shown.privateKey());
      builder.clientAuth(ca == null ? ClientAuth.NONE : ClientAuth.REQUIRE);
    } else {
      builder = SslContextBuilder.forClient();
      builder.endpointIdentificationAlgorithm(settings.verify() ? "HTTPS" : null);
      if (shown != null) {
        builder.keyManager(shown.chain(), shown.privateKey());
      }
    }
    trust(builder, ca);
    return builder
        .sslProvider(Engines.of(alpn))
        .protocols(
            settings.minVersion().equals("1.3")
                ? List.of("TLSv1.3")
                : List.of("TLSv1.2", "TLSv1.3"))
        .sessionTimeout(TicketKeys.LIFE_SECONDS)
        .applicationProtocolConfig(alpn.config())
        .build();
  }

  private void trust(SslContextBuilder builder, @Nullable File ca) {
    if (!settings.server() && !settings.verify()) {
      builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
    } else if (ca != null) {
      builder.trustManager(ca);
    }
  }

  private static @Nullable File file(@Nullable Path path) {
    return path == null ? null : path.toFile();
  }
}
