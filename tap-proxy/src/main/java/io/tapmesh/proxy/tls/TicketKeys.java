package io.tapmesh.proxy.tls;

import io.netty.handler.ssl.OpenSslServerContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the tickets with which clients resume sessions on BoringSSL; the JDK's engine has its
 * own. Whoever gets hold of such a key can read the sessions of its time, so it lasts for an hour,
 * and for another one only opens tickets that were made before. Each set of certificates has keys
 * of its own: who was let in by an earlier one has to ask again.
 */
final class TicketKeys {

  static final long LIFE_SECONDS = TimeUnit.HOURS.toSeconds(1);

  private static final SecureRandom random = new SecureRandom();

  private final OpenSslServerContext context;
  private OpenSslSessionTicketKey key = next();
  private long madeNanos = System.nanoTime();

  private TicketKeys(OpenSslServerContext context) {
    this.context = context;
    context.sessionContext().setTicketKeys(key);
  }

  /** Sets the first key; null if this context looks after its own. */
  static @Nullable TicketKeys of(@Nullable SslContext context) {
    return context instanceof OpenSslServerContext server ? new TicketKeys(server) : null;
  }

  /** Takes a new key if the present one is old enough. */
  void renewIfDue() {
    if (System.nanoTime() - madeNanos >= TimeUnit.SECONDS.toNanos(LIFE_SECONDS)) {
      renew();
    }
  }

  void renew() {
    OpenSslSessionTicketKey before = key;
    key = next();
    madeNanos = System.nanoTime();
    context.sessionContext().setTicketKeys(key, before);
  }

  private static OpenSslSessionTicketKey next() {
    return new OpenSslSessionTicketKey(
        bytes(OpenSslSessionTicketKey.NAME_SIZE),
        bytes(OpenSslSessionTicketKey.HMAC_KEY_SIZE),
        bytes(OpenSslSessionTicketKey.AES_KEY_SIZE));
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
