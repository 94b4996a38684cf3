import java.io.StringReader;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.StringJoiner;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads texts with SnakeYAML and prints one line of JSON for each. Input: a
 * file with one JSON string per line. CloudFormation's rules apply: no aliases,
 * merge keys or duplicate keys, dates are text, tags are functions.
 */
public class SnakeYaml {
  static class Values extends SafeConstructor {
    Object of(Node node) {
      return constructObject(node);
    }
  }

  public static void main(String[] arguments) throws Exception {
    for (String line : Files.readAllLines(Path.of(arguments[0]))) {
      System.out.println(read((String) new Yaml().load(line)));
    }
  }

  static String read(String text) {
    try {
      for (Event event : new Yaml().parse(new StringReader(text))) {
        if (event instanceof AliasEvent) return error("alias");
      }
      Node node = new Yaml().compose(new StringReader(text));
      return node == null ? "{\"value\": null}" : "{\"value\": " + show(node) + "}";
    } catch (Exception error) {
      return error(error.getMessage().replace("\n", " "));
    }
  }

  static String error(String message) {
    return "{\"error\": " + quote(message) + "}";
  }

  static String show(Node node) {
    String tag = node.getTag().getValue();
    if (!tag.startsWith("!")) return plain(node);
    String name = tag.substring(1);
    boolean isBare = name.equals("Ref") || name.equals("Condition");
    String argument = plain(node);
    if (name.equals("GetAtt") && node instanceof ScalarNode scalar) {
      String[] parts = scalar.getValue().split("\\.", 2);
      if (parts.length == 2) argument = "[" + quote(parts[0]) + ", " + quote(parts[1]) + "]";
    }
    return "{" + quote(isBare ? name : "Fn::" + name) + ": " + argument + "}";
  }

  static String plain(Node node) {
    if (node instanceof SequenceNode list) {
      StringJoiner items = new StringJoiner(", ", "[", "]");
      for (Node item : list.getValue()) items.add(show(item));
      return items.toString();
    }
    if (node instanceof MappingNode map) {
      Set<String> seen = new HashSet<>();
      StringJoiner entries = new StringJoiner(", ", "{", "}");
      for (NodeTuple entry : map.getValue()) {
        String key = key(entry.getKeyNode());
        if (!seen.add(key)) throw new IllegalArgumentException("duplicate key " + key);
        entries.add(quote(key) + ": " + show(entry.getValueNode()));
      }
      return entries.toString();
    }
    return scalar((ScalarNode) node);
  }

  static String key(Node node) {
    if (!(node instanceof ScalarNode)) throw new IllegalArgumentException("a key that is not a scalar");
    if (node.getTag().equals(Tag.MERGE)) throw new IllegalArgumentException("merge key");
    if (node.getTag().equals(Tag.NULL)) throw new IllegalArgumentException("null key");
    Object value = value((ScalarNode) node);
    return String.valueOf(value);
  }

  static Object value(ScalarNode node) {
    Tag tag = node.getTag();
    boolean isText = tag.getValue().startsWith("!") || tag.equals(Tag.STR) || tag.equals(Tag.TIMESTAMP);
    if (!isText) return new Values().of(node);
    return node.getValue();
  }

  static String scalar(ScalarNode node) {
    Object value = value(node);
    if (value == null || value instanceof Boolean || value instanceof Integer) return String.valueOf(value);
    if (value instanceof Long number && Math.abs(number) < (1L << 53)) return String.valueOf(value);
    return quote(String.valueOf(value));
  }

  static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') quoted.append('\\').append(c);
      else if (c < 32 || c > 126) quoted.append(String.format("\\u%04x", (int) c));
      else quoted.append(c);
    }
    return quoted.append('"').toString();
  }
}
