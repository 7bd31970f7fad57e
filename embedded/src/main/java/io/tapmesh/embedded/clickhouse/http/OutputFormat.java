package io.tapmesh.embedded.clickhouse.http;

import static java.util.Map.entry;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How results in a format travel.
 *
 * <p>The engine formats each chunk of a streamed result as a document of its own. So only formats
 * that are a mere sequence of rows can be streamed; of those that begin with names and types, this
 * is taken out of every chunk but the first. All others are made as a whole in the engine's memory.
 *
 * @param name as the client or the statement wrote it
 * @param contentType of the response
 * @param header what each chunk begins with; null if the format cannot be streamed
 */
record OutputFormat(String name, String contentType, @Nullable ChunkHeader header) {

  /** What the server uses where the client names none. */
  static final String DEFAULT = "TabSeparated";

  private static final String BINARY = "application/octet-stream";
  private static final String TSV = "text/tab-separated-values; charset=UTF-8";
  private static final String CSV = "text/csv; charset=UTF-8";
  private static final String JSON = "application/json; charset=UTF-8";
  private static final String ROWS = "application/x-ndjson; charset=UTF-8";
  private static final String TEXT = "text/plain; charset=UTF-8";

  private static final Map<String, ChunkHeader> STREAMED =
      Map.ofEntries(
          entry("tabseparated", ChunkHeader.NONE),
          entry("tsv", ChunkHeader.NONE),
          entry("tabseparatedraw", ChunkHeader.NONE),
          entry("tsvraw", ChunkHeader.NONE),
          entry("tabseparatedwithnames", ChunkHeader.ONE_LINE),
          entry("tsvwithnames", ChunkHeader.ONE_LINE),
          entry("tabseparatedwithnamesandtypes", ChunkHeader.TWO_LINES),
          entry("tsvwithnamesandtypes", ChunkHeader.TWO_LINES),
          entry("csv", ChunkHeader.NONE),
          entry("csvwithnames", ChunkHeader.ONE_CSV_LINE),
          entry("csvwithnamesandtypes", ChunkHeader.TWO_CSV_LINES),
          entry("jsoneachrow", ChunkHeader.NONE),
          entry("jsonlines", ChunkHeader.NONE),
          entry("ndjson", ChunkHeader.NONE),
          entry("jsonstringseachrow", ChunkHeader.NONE),
          entry("jsoncompacteachrow", ChunkHeader.NONE),
          entry("jsoncompacteachrowwithnames", ChunkHeader.ONE_LINE),
          entry("jsoncompacteachrowwithnamesandtypes", ChunkHeader.TWO_LINES),
          entry("jsoncompactstringseachrow", ChunkHeader.NONE),
          entry("rowbinary", ChunkHeader.NONE),
          entry("rowbinarywithnames", ChunkHeader.NAMES),
          entry("rowbinarywithnamesandtypes", ChunkHeader.NAMES_AND_TYPES),
          entry("native", ChunkHeader.NONE));

  static OutputFormat of(String name) {
    String key = name.toLowerCase(Locale.ROOT);
    return new OutputFormat(name, contentType(key), STREAMED.get(key));
  }

  private static String contentType(String key) {
    if (key.startsWith("tabseparated") || key.startsWith("tsv")) {
      return TSV;
    }
    if (key.startsWith("csv")) {
      return key.contains("withnames") ? CSV + "; header=present" : CSV + "; header=absent";
    }
    if (key.contains("eachrow") || key.equals("jsonlines") || key.equals("ndjson")) {
      return key.startsWith("json") || key.equals("ndjson") ? ROWS : BINARY;
    }
    if (key.startsWith("json")) {
      return JSON;
    }
    if (key.equals("xml")) {
      return "application/xml; charset=UTF-8";
    }
    return isText(key) ? TEXT : BINARY;
  }

  private static boolean isText(String key) {
    return key.startsWith("pretty")
        || key.startsWith("custom")
        || key.equals("values")
        || key.equals("vertical")
        || key.equals("markdown")
        || key.equals("sqlinsert")
        || key.equals("template")
        || key.equals("null");
  }
}
