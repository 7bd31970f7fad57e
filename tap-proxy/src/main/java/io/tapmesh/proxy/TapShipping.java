package io.tapmesh.proxy;

import io.tapmesh.proxy.tap.TapDump;
import io.tapmesh.proxy.tap.TapLogs;
import io.tapmesh.proxy.telemetry.EndedExchange;
import io.tapmesh.proxy.telemetry.Telemetry;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends dumps of the tap to Kafka, in records that it takes. */
final class TapShipping {

  private static final Logger log = LoggerFactory.getLogger(TapShipping.class);
  private static final int EXCHANGES_PER_RECORD = 500;

  private TapShipping() {}

  static void ship(TapDump dump, ProxyConfig config, Telemetry telemetry) {
    ProxyConfig.Service service = config.service();
    log.info(
        "{}: tap {} ({}): {}, {} exchanges before it",
        service.name(),
        dump.id(),
        dump.reason(),
        dump.detail(),
        dump.exchanges().size());
    List<EndedExchange> all = dump.exchanges();
    for (int i = 0; i < all.size(); i += EXCHANGES_PER_RECORD) {
      List<EndedExchange> part = all.subList(i, Math.min(all.size(), i + EXCHANGES_PER_RECORD));
      TapDump one = new TapDump(dump.id(), dump.reason(), dump.detail(), dump.atMillis(), part);
      telemetry.shipLogs(TapLogs.encode(one, service.name(), service.instance()));
    }
  }
}
