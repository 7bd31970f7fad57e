package io.tapmesh.embedded.clickhouse.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tapmesh.embedded.clickhouse.engine.EngineException;
import io.tapmesh.embedded.clickhouse.engine.EngineResult;
import io.tapmesh.embedded.clickhouse.engine.EngineSession;
import io.tapmesh.embedded.clickhouse.engine.InsertStream;
import io.tapmesh.embedded.clickhouse.engine.ResultStream;
import io.tapmesh.embedded.clickhouse.sql.ClientFiles;
import io.tapmesh.embedded.clickhouse.sql.KillQuery;
import io.tapmesh.embedded.clickhouse.sql.RequestStatement;
import io.tapmesh.embedded.clickhouse.sql.Statement;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One statement in one session: the settings it asked for, then the way that fits its kind. */
final class QueryRun {

  private static final int APPEND_BYTES = 256 << 10;

  private final EngineSession session;
  private final QueryRequest request;
  private final RequestStatement statement;
  private final Reply reply;

  QueryRun(Sessions.Lease lease, QueryRequest request, RequestStatement statement, Reply reply) {
    this.session = lease.session();
    this.request = request;
    this.statement = statement;
    this.reply = reply;
  }

  void run() throws IOException {
    byte[] sql = statement.sql();
    if (ClientFiles.areNamedBy(sql)) {
      throw EngineException.of(
          ErrorStatus.NOT_IMPLEMENTED,
          "NOT_IMPLEMENTED",
          "INTO OUTFILE and FROM INFILE name files of a client and cannot be used over HTTP.");
    }
    if (statement.kind() instanceof Statement.Insert insert) {
      prepare();
      insert(insert);
    } else if (statement.kind() instanceof Statement.Other other) {
      requireSingle(sql, other);
      prepare();
      query(KillQuery.withQueryId(sql, RunningQueries.idExpression()), other);
    } else {
      throw syntaxError("Empty query");
    }
  }

  private static void requireSingle(byte[] sql, Statement.Other other) {
    if (other.secondAt() >= 0) {
      int shown = Math.min(40, sql.length - other.secondAt());
      throw syntaxError(
          "Syntax error (Multi-statements are not allowed): failed at position "
              + (other.secondAt() + 1)
              + ": "
              + new String(sql, other.secondAt(), shown, UTF_8));
    }
  }

  private static EngineException syntaxError(String what) {
    return EngineException.of(ErrorStatus.SYNTAX_ERROR, "SYNTAX_ERROR", what + ".");
  }

  private void prepare() {
    if (request.database() != null) {
      session.use(request.database());
    }
    for (String role : request.roles()) {
      session.setRole(role);
    }
    Map<String, String> settings = new LinkedHashMap<>(request.settings());
    settings.merge(
        "log_comment", RunningQueries.comment("", request.queryId()), (mine, ours) -> mine + ours);
    session.set(settings);
    if (request.readOnly()) {
      session.set(Map.of("readonly", "2"));
    }
  }

  private void insert(Statement.Insert insert) throws IOException {
    try (InsertStream rows =
            session.insert(insert.sql().getBytes(UTF_8), insert.format(), request.parameters());
        InputStream data = statement.data()) {
      byte[] part = new byte[APPEND_BYTES];
      int length = data.read(part);
      while (length >= 0 && rows.append(part, length)) {
        length = data.read(part);
      }
      reply.add(rows.finish());
    }
  }

  private void query(byte[] sql, Statement.Other other) throws IOException {
    OutputFormat format =
        OutputFormat.of(other.format() == null ? request.defaultFormat() : other.format());
    reply.begin(format);
    @Nullable ChunkHeader header = format.header();
    if (other.select() && header != null) {
      stream(sql, header);
    } else {
      whole(sql);
    }
  }

  private void stream(byte[] sql, ChunkHeader header) throws IOException {
    boolean first = true;
    try (ResultStream rows = session.stream(sql, request.defaultFormat(), request.parameters())) {
      for (EngineResult chunk = rows.next(); chunk != null; chunk = rows.next()) {
        try (EngineResult each = chunk) {
          int length = Math.toIntExact(each.lengthBytes());
          ByteBuffer bytes = each.slice(0, length);
          reply.add(each.progress());
          reply.write(each, first ? 0 : header.lengthIn(bytes));
        }
        first = false;
      }
    }
  }

  private void whole(byte[] sql) throws IOException {
    try (EngineResult result = session.query(sql, request.defaultFormat(), request.parameters())) {
      reply.add(result.progress());
      reply.write(result, 0);
    }
  }
}
