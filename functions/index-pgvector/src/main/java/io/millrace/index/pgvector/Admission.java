package io.millrace.index.pgvector;

import io.millrace.core.document.AccessList;
import io.millrace.core.index.Condition;
import io.millrace.core.index.Filter;
import io.millrace.core.index.Visibility;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;

/** Which documents a question may find: visibility and filter as a condition on a row {@code d} of {@code document}. */
final class Admission {

    /**
     * The passages {@code p} (id, embedding) of documents {@code d}, of which {@link #condition} follows. {@code OFFSET 0} keeps the planner from joining the two in
     * another way: it guesses that a document has a two hundredth of all passages, and so would read and sort all of them rather than look up a hundred documents' ranges.
     */
    static final String PASSAGES =
            "FROM document d CROSS JOIN LATERAL (SELECT id, embedding FROM passage WHERE id >= (d.generation << 20) AND id < ((d.generation + 1) << 20) OFFSET 0) p WHERE";

    /** After every character that a uri has, and of Unicode's no characters. */
    private static final String LAST = "\uDBFF\uDFFF";

    /** As in the indexes on uri and path. */
    private static final int INDEXED = 256;

    private final Visibility visibility;
    private final Filter filter;

    Admission(Visibility visibility, Filter filter) {
        this.visibility = visibility;
        this.filter = filter;
    }

    String tenant() {
        return visibility.tenant();
    }

    /** Whether it provably admits all that the index has of all tenants, which spares each search a look at the documents. */
    boolean isEverything(Connection connection) throws SQLException {
        String prefix = visibility.uriPrefix();
        return filter.isNone()
                && (prefix == null || prefix.isEmpty())
                && new Sql(
                                "SELECT NOT EXISTS (SELECT 1 FROM document WHERE tenant = ? AND generation IS NOT NULL AND NOT access @> ARRAY['public'])"
                                        + " AND NOT EXISTS (SELECT 1 FROM tenant_use WHERE tenant <> ? AND chunks > 0)",
                                visibility.tenant(),
                                visibility.tenant())
                        .one(connection, row -> row.getBoolean(1));
    }

    /** What holds of each document that is admitted, and of no other. */
    Sql condition() {
        Sql sql = new Sql("d.tenant = ? AND d.generation IS NOT NULL", visibility.tenant());
        sql.add("AND d.access && ?", (Object)
                visibility.principals().stream().filter(AccessList::isPrincipal).toArray(String[]::new));
        String prefix = visibility.uriPrefix();
        if (prefix != null && !prefix.isEmpty()) {
            sql.add("AND").add(startsWith("uri", prefix));
        }
        if (!filter.sources().isEmpty()) {
            sql.add("AND (");
            String or = "";
            for (String source : filter.sources()) {
                sql.add(or);
                if (source.endsWith("/")) {
                    sql.add(startsWith("uri", source));
                } else {
                    sql.add("(left(d.uri, " + INDEXED + ") = ? AND d.uri = ?)", head(source), source);
                }
                or = "OR";
            }
            sql.add(")");
        }
        if (filter.path() != null) {
            sql.add("AND").add(startsWith("path", filter.path()));
        }
        addAnyOf(sql, "d.content_type = ANY (?)", filter.contentTypes());
        addAnyOf(sql, "d.languages && ?", filter.languages());
        addAnyOf(sql, "d.tags && ?", filter.tags());
        addAnyOf(sql, "d.id = ANY (?)", filter.documents());
        if (filter.changedFrom() != null) {
            sql.add("AND d.changed_millis >= ?", filter.changedFrom().toEpochMilli());
        }
        if (filter.changedBefore() != null) {
            sql.add("AND d.changed_millis < ?", filter.changedBefore().toEpochMilli());
        }
        for (Condition condition : filter.where()) {
            sql.add("AND").add(MetadataColumns.meets(condition));
        }
        return sql;
    }

    private static void addAnyOf(Sql sql, String condition, Collection<String> values) {
        if (!values.isEmpty()) {
            sql.add("AND " + condition, (Object) values.stream().map(Words::key).toArray(String[]::new));
        }
    }

    /** By its first characters from the index, then whole. */
    private static Sql startsWith(String column, String prefix) {
        String head = head(prefix);
        return new Sql("(left(d." + column + ", " + INDEXED + ") >= ?", head)
                .add("AND left(d." + column + ", " + INDEXED + ") < ?", head + LAST)
                .add("AND starts_with(d." + column + ", ?))", prefix);
    }

    /** As PostgreSQL counts characters. */
    private static String head(String value) {
        int points = value.codePointCount(0, value.length());
        return points <= INDEXED ? value : value.substring(0, value.offsetByCodePoints(0, INDEXED));
    }
}
