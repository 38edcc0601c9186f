package io.millrace.source.jdbc;

import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.source.row.DocumentMapping;
import io.millrace.source.row.MappingFailures;
import io.millrace.source.row.SourceMapping;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a database's refusals mean to us. Its own words stay in the log of whoever looks for them: they may hold a cell's contents. */
final class JdbcFailures {

    private static final Logger LOG = System.getLogger(JdbcFailures.class.getName());

    private final SourceMapping source;
    private final Dialect dialect;

    JdbcFailures(SourceMapping source, Dialect dialect) {
        this.source = source;
        this.dialect = dialect;
    }

    String user() {
        return Objects.requireNonNullElse(source.user(), "the user");
    }

    /** A failure that has nothing to do with what stands in the mapping; null for one that may. */
    @Nullable
    ProblemException ofSource(SQLException e) {
        Dialect.Failure failure = dialect.failure(e);
        if (failure == Dialect.Failure.CREDENTIALS) {
            return new ProblemException(
                    new Problem(
                            Category.UNAVAILABLE,
                            "source-credentials",
                            "the database of source " + source.name() + " refuses " + user() + " (" + code(e)
                                    + "); correct `user` and what `password` in " + source.file() + " leads to"),
                    e);
        }
        if (failure == Dialect.Failure.NO_DATABASE) {
            return wrong(
                    source.documents().getFirst(),
                    "there is no database of that name (" + code(e) + "); correct `url`",
                    e);
        }
        return null;
    }

    /** @throws IOException where trying again may help */
    ProblemException ofTable(DocumentMapping document, SQLException e) throws IOException {
        LOG.log(Level.DEBUG, "source " + source.name() + " refused a statement", e);
        Dialect.Failure failure = dialect.failure(e);
        if (failure == null) {
            return wrong(
                    document,
                    "the database refuses to read " + document.table() + " (" + code(e)
                            + "); run `millrace sources check`, and see the database's log",
                    e);
        }
        return switch (failure) {
            case VALUE ->
                throw new UnfitValueException(
                        "source " + source.name() + ": a value of " + document.table() + " does not fit (" + code(e)
                                + ")",
                        e);
            case TOO_SLOW ->
                throw new IOException(
                        "source " + source.name() + ": reading " + document.table()
                                + " takes longer than millrace.jdbc.statement-timeout; an index may be missing: run `millrace sources check`",
                        e);
            case NO_GRANT ->
                wrong(
                        document,
                        user() + " may not read " + String.join(", ", document.tables()) + " (" + code(e)
                                + "); GRANT SELECT on what the mapping names, and USAGE on the schema",
                        e);
            case NO_TABLE, NO_COLUMN ->
                wrong(
                        document,
                        String.join(", ", document.tables()) + " is not all there (" + code(e)
                                + "); correct the mapping",
                        e);
            case CREDENTIALS, NO_DATABASE -> Objects.requireNonNull(ofSource(e));
            case PASSING ->
                throw new IOException(
                        "the database of source " + source.name() + " can't be used now (" + code(e)
                                + "); see that it runs and can be reached from here",
                        e);
        };
    }

    ProblemException wrong(DocumentMapping document, String detail, @Nullable Throwable cause) {
        return MappingFailures.wrong(source, document, detail, cause);
    }

    private static String code(SQLException e) {
        String state = e.getSQLState();
        String number = e.getErrorCode() == 0 ? "" : " error " + e.getErrorCode();
        return state == null ? "no answer" : "SQLSTATE " + state + number;
    }
}
