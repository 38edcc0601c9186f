package io.millrace.source.cassandra;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.source.row.DocumentMapping;
import io.millrace.source.row.MappingFailures;
import io.millrace.source.row.SourceMapping;
import java.io.IOException;
import java.util.Collection;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What Cassandra's refusals mean to us. Its own words are not repeated: they may hold a value or an address. */
final class CassandraFailures {

    private final SourceMapping source;

    CassandraFailures(SourceMapping source) {
        this.source = source;
    }

    String user() {
        return Objects.requireNonNullElse(source.user(), "whoever gives no user");
    }

    /** Whether it is the credentials that are refused. */
    static boolean ofCredentials(DriverException e) {
        return e instanceof AllNodesFailedException all
                && all.getAllErrors().values().stream()
                        .flatMap(Collection::stream)
                        .anyMatch(AuthenticationException.class::isInstance);
    }

    /** @throws IOException where trying again may help */
    ProblemException of(DocumentMapping document, DriverException e) throws IOException {
        if (ofCredentials(e)) {
            return new ProblemException(
                    new Problem(
                            Category.UNAVAILABLE,
                            "source-credentials",
                            "the cluster of source " + source.name() + " refuses " + user()
                                    + "; correct `user` and what `password` in " + source.file() + " leads to"),
                    e);
        }
        if (e instanceof UnauthorizedException) {
            return wrong(
                    document,
                    user() + " may not read all of " + String.join(", ", document.tables()) + "; "
                            + document.tables().stream()
                                    .map(table -> "GRANT SELECT ON TABLE " + table + " TO " + user())
                                    .collect(Collectors.joining(" and ")),
                    e);
        }
        if (e instanceof QueryValidationException) {
            return wrong(
                    document,
                    "the cluster refuses to read " + document.table() + " (" + name(e)
                            + "); run `millrace sources check`, and see the log of a node",
                    e);
        }
        if (e instanceof DriverTimeoutException) {
            throw new IOException(
                    "source " + source.name() + ": reading " + document.table()
                            + " takes longer than millrace.cassandra.statement-timeout; see that the cluster is not overloaded",
                    e);
        }
        throw new IOException(
                "the cluster of source " + source.name() + " can't be used now (" + name(e)
                        + "); see that a quorum of the data centre runs and can be reached from here",
                e);
    }

    ProblemException wrong(DocumentMapping document, String detail, @Nullable Throwable cause) {
        return MappingFailures.wrong(source, document, detail, cause);
    }

    private static String name(DriverException e) {
        return e.getClass().getSimpleName();
    }
}
