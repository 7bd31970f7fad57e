package io.tapmesh.api.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The UI's files, from the class path. Whatever is no file is a page that the UI itself routes to,
 * so it gets {@code index.html}; only browsers asking for something else than a page get 404.
 */
final class UiFiles {

  static final String FOLDER = "/tapmesh-ui";

  private static final String ABSENT =
      """
      Tapmesh answers under /api/v1, but its UI is not on the class path of this process.

      Build the module ui, or run the whole with ./tapmesh up; /api/v1/openapi.yaml describes the API.
      """;

  /** A file name that a build tool makes: no dots but before the ending, so no way up either. */
  private static final Pattern FILE = Pattern.compile("(/[A-Za-z0-9_][A-Za-z0-9_.@~-]*)+");

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("map", "application/json"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff2", "font/woff2"),
          Map.entry("txt", "text/plain; charset=utf-8"),
          Map.entry("webmanifest", "application/manifest+json"));

  private final String folder;
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();

  UiFiles(String folder) {
    this.folder = folder;
  }

  void serve(Context ctx) {
    String path = ctx.path();
    Optional<byte[]> file = FILE.matcher(path).matches() ? file(path) : Optional.empty();
    if (file.isPresent()) {
      boolean hashed = path.startsWith("/assets/");
      ctx.header("Cache-Control", hashed ? "public, max-age=31536000, immutable" : "no-cache");
      ctx.contentType(type(path));
      ctx.result(file.get());
    } else if (path.startsWith("/assets/") || !wantsPage(ctx)) {
      throw new NotFoundResponse();
    } else {
      page(ctx);
    }
  }

  private void page(Context ctx) {
    ctx.header("Cache-Control", "no-cache");
    Optional<byte[]> index = file("/index.html");
    if (index.isPresent()) {
      ctx.contentType(type("/index.html"));
      ctx.result(index.get());
    } else {
      ctx.status(ctx.path().equals("/") ? 200 : 404);
      ctx.contentType(type("/absent.txt"));
      ctx.result(ABSENT.getBytes(UTF_8));
    }
  }

  private static boolean wantsPage(Context ctx) {
    String accept = ctx.header("Accept");
    String last = ctx.path().substring(ctx.path().lastIndexOf('/') + 1);
    boolean plainName = last.indexOf('.') < 0;
    return plainName
        ? Accept.quality(accept, "text/html") > 0
        : accept != null && accept.contains("text/html");
  }

  private Optional<byte[]> file(String path) {
    byte[] cached = files.get(path);
    if (cached != null) {
      return Optional.of(cached);
    }
    byte[] read = read(folder + path);
    if (read != null) {
      files.put(path, read);
    }
    return Optional.ofNullable(read);
  }

  private static byte @Nullable [] read(String resource) {
    // A folder opens as a resource too, in a directory as well as in a jar; files have an ending.
    if (resource.lastIndexOf('.') < resource.lastIndexOf('/')) {
      return null;
    }
    try (InputStream in = UiFiles.class.getResourceAsStream(resource)) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
  }

  private static String type(String path) {
    String ending = path.substring(path.lastIndexOf('.') + 1);
    return TYPES.getOrDefault(ending, "application/octet-stream");
  }
}
