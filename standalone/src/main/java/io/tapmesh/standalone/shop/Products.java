package io.tapmesh.standalone.shop;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** What the shop sells; the same in every run. */
final class Products {

  /** Products have the ids {@code p1} to {@code p60}. */
  static final int COUNT = 60;

  private static final List<String> MATERIALS =
      List.of("Oak", "Linen", "Copper", "Cork", "Slate", "Wool", "Birch", "Clay", "Brass", "Felt");
  private static final List<String> THINGS =
      List.of("lamp", "bowl", "chair", "basket", "kettle", "blanket");
  private static final List<String> PRAISE =
      List.of(
          "Made by hand in a small workshop.",
          "Ages well and can be repaired.",
          "Ships flat and is put together without tools.",
          "Our best-selling piece for three winters running.",
          "Each one differs slightly in colour and grain.",
          "Wipe with a damp cloth; do not soak.");

  private final Map<String, ObjectNode> byId = new LinkedHashMap<>();

  Products() {
    Random random = new Random(COUNT);
    for (int i = 0; i < COUNT; i++) {
      String name = MATERIALS.get(i % MATERIALS.size()) + " " + THINGS.get(i / MATERIALS.size());
      ObjectNode product = Reply.object();
      product.put("id", "p" + (i + 1));
      product.put("name", name);
      product.put("priceCents", 900 + 100 * random.nextInt(240));
      product.put("description", description(random));
      byId.put(product.get("id").asText(), product);
    }
  }

  Optional<ObjectNode> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** All products, without their descriptions. */
  ArrayNode list() {
    return search("");
  }

  /** Products with the text in their name, without their descriptions. */
  ArrayNode search(String text) {
    ArrayNode found = Reply.JSON.createArrayNode();
    for (ObjectNode product : byId.values()) {
      String name = product.get("name").asText().toLowerCase(Locale.ROOT);
      if (name.contains(text.toLowerCase(Locale.ROOT))) {
        found.add(product.deepCopy().without("description"));
      }
    }
    return found;
  }

  /** From a sentence to some kilobytes. */
  private static String description(Random random) {
    StringBuilder text = new StringBuilder();
    int sentences = 1 + (int) Math.exp(random.nextDouble() * 4.5);
    for (int i = 0; i < sentences; i++) {
      text.append(PRAISE.get(random.nextInt(PRAISE.size()))).append(' ');
    }
    return text.toString().strip();
  }
}
