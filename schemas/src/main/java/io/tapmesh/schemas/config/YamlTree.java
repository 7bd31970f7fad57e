package io.tapmesh.schemas.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A YAML document as JSON, remembering where each of its values stands. */
final class YamlTree {

  /** Aliases can make a short text denote a huge tree; nobody writes a configuration this big. */
  private static final int MAX_VALUES = 100_000;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final String name;
  private final Map<String, String> places = new HashMap<>();
  private JsonNode root = JSON.nullNode();

  private YamlTree(String name) {
    this.name = name;
  }

  /**
   * Reads the text.
   *
   * @throws ConfigException if it is not YAML, not exactly one document, or repeats a key
   */
  static YamlTree parse(String yaml, String name) {
    YamlTree tree = new YamlTree(name);
    try {
      LoadSettings settings = LoadSettings.builder().setLabel(name).build();
      Optional<Node> node = new Compose(settings).composeString(yaml);
      tree.root = node.isPresent() ? tree.convert(node.get(), "") : JSON.nullNode();
      return tree;
    } catch (MarkedYamlEngineException e) {
      throw tree.syntaxError(e.getProblem(), e.getProblemMark());
    } catch (YamlEngineException e) {
      throw tree.syntaxError(String.valueOf(e.getMessage()), Optional.empty());
    }
  }

  JsonNode root() {
    return root;
  }

  /** {@code file:line:column} of the value, or of its nearest ancestor that is in the file. */
  String place(String pointer) {
    for (String p = pointer; !p.isEmpty(); p = p.substring(0, p.lastIndexOf('/'))) {
      String place = places.get(p);
      if (place != null) {
        return place;
      }
    }
    return places.getOrDefault("", name + ":1:1");
  }

  /** {@code /spec/inbound/0/listen} as {@code spec.inbound[0].listen}. */
  static String readable(String pointer) {
    if (pointer.isEmpty()) {
      return "document";
    }
    StringBuilder path = new StringBuilder(pointer.length());
    for (String step : pointer.substring(1).split("/", -1)) {
      String plain = step.replace("~1", "/").replace("~0", "~");
      if (!plain.isEmpty() && plain.chars().allMatch(Character::isDigit)) {
        path.append('[').append(plain).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(plain);
      }
    }
    return path.toString();
  }

  /** One step of a pointer, escaped. */
  static String step(String parent, String key) {
    return parent + "/" + key.replace("~", "~0").replace("/", "~1");
  }

  private JsonNode convert(Node node, String pointer) {
    places.put(pointer, place(node));
    if (places.size() > MAX_VALUES) {
      throw error(node, pointer, "too many values", "at most " + MAX_VALUES);
    }
    if (node.isRecursive()) {
      throw error(node, pointer, "an alias to its own ancestor", "a tree");
    }
    if (node instanceof MappingNode mapping) {
      return convertMapping(mapping, pointer);
    }
    if (node instanceof SequenceNode sequence) {
      ArrayNode array = JSON.arrayNode();
      for (Node item : sequence.getValue()) {
        array.add(convert(item, pointer + "/" + array.size()));
      }
      return array;
    }
    return convertScalar((ScalarNode) node, pointer);
  }

  private ObjectNode convertMapping(MappingNode mapping, String pointer) {
    ObjectNode object = JSON.objectNode();
    for (NodeTuple entry : mapping.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        throw error(entry.getKeyNode(), pointer, "a key that is no scalar", "text");
      }
      String child = step(pointer, key.getValue());
      if (object.has(key.getValue())) {
        throw error(key, child, "repeated key", "each key once");
      }
      object.set(key.getValue(), convert(entry.getValueNode(), child));
    }
    return object;
  }

  private JsonNode convertScalar(ScalarNode scalar, String pointer) {
    Tag tag = scalar.getTag();
    String text = scalar.getValue();
    if (tag.equals(Tag.STR)) {
      return JSON.textNode(text);
    }
    if (tag.equals(Tag.NULL)) {
      return JSON.nullNode();
    }
    if (tag.equals(Tag.BOOL)) {
      return JSON.booleanNode(Boolean.parseBoolean(text));
    }
    try {
      if (tag.equals(Tag.INT)) {
        return JSON.numberNode(new BigInteger(text));
      }
      if (tag.equals(Tag.FLOAT)) {
        return JSON.numberNode(new BigDecimal(text));
      }
    } catch (NumberFormatException e) {
      throw error(scalar, pointer, "value " + text, "a decimal number");
    }
    throw error(scalar, pointer, "tag " + tag, "a plain value");
  }

  private ConfigException error(Node node, String pointer, String found, String expected) {
    ConfigError error = new ConfigError(readable(pointer), found, expected, place(node));
    return new ConfigException(name, List.of(error));
  }

  private ConfigException syntaxError(String problem, Optional<Mark> mark) {
    String place = mark.map(this::place).orElse(name + ":1:1");
    return new ConfigException(
        name,
        List.of(
            new ConfigError(
                "document", problem.replaceAll("\\s+", " "), "one YAML document", place)));
  }

  private String place(Node node) {
    return node.getStartMark().map(this::place).orElse(name + ":1:1");
  }

  private String place(Mark mark) {
    return name + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
  }
}
