package io.millrace.index.pgvector;

import io.millrace.core.document.BlobStore;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentSource.Content;
import io.millrace.core.document.UploadStream;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Uploads as rows of at most {@link #PART_BYTES}, so that neither side ever has more of one in memory. */
final class PgvectorBlobStore implements BlobStore {

    static final int PART_BYTES = 1 << 20;

    private static final Duration LONGEST_UPLOAD = Duration.ofDays(1);
    private static final int SWEPT_AT_A_TIME = 200;

    private static final Logger LOG = System.getLogger(PgvectorBlobStore.class.getName());

    private final Database database;

    PgvectorBlobStore(Database database) {
        this.database = database;
    }

    private record Found(long content, long bytes) {}

    private record Named(String sha256, long bytes) {}

    @Override
    public String put(InputStream content, long maxBytes) throws IOException {
        UploadStream upload = new UploadStream(content, maxBytes);
        byte[] first = upload.readNBytes(PART_BYTES);
        return first.length < PART_BYTES ? putWhole(upload, first) : putInParts(upload, first);
    }

    /** Most have one part: they take one transaction. */
    private String putWhole(UploadStream upload, byte[] part) {
        String sha256 = upload.sha256();
        database.write(connection -> {
            long id = begin(connection);
            if (part.length > 0) {
                keep(connection, id, 0, part);
            }
            return name(connection, id, new Named(sha256, part.length)) || drop(connection, id);
        });
        return sha256;
    }

    private String putInParts(UploadStream upload, byte[] first) throws IOException {
        long id = database.write(PgvectorBlobStore::begin);
        boolean named = false;
        try {
            int number = 0;
            for (byte[] part = first; part.length > 0; part = upload.readNBytes(PART_BYTES)) {
                int next = number++;
                byte[] bytes = part;
                database.write(connection -> keep(connection, id, next, bytes));
            }
            String sha256 = upload.sha256();
            Named whole = new Named(sha256, upload.bytes());
            named = database.write(connection -> name(connection, id, whole));
            return sha256;
        } finally {
            if (!named) {
                drop(id);
            }
        }
    }

    private static long begin(Connection connection) throws SQLException {
        return new Sql("INSERT INTO upload_content DEFAULT VALUES RETURNING id").one(connection, row -> row.getLong(1));
    }

    private static int keep(Connection connection, long content, int number, byte[] part) throws SQLException {
        return new Sql("INSERT INTO upload_part (content, number, bytes) VALUES (?, ?, ?)", content, number, part)
                .update(connection);
    }

    /** False where the same is there already, which counts as put now. */
    private static boolean name(Connection connection, long content, Named upload) throws SQLException {
        long named = new Sql(
                        "INSERT INTO upload (sha256, content, bytes) VALUES (?, ?, ?)"
                                + " ON CONFLICT (sha256) DO UPDATE SET put_at = excluded.put_at RETURNING content",
                        upload.sha256(),
                        content,
                        upload.bytes())
                .one(connection, row -> row.getLong(1));
        return named == content
                && new Sql("UPDATE upload_content SET named = true WHERE id = ?", content).update(connection) > 0;
    }

    private static boolean drop(Connection connection, long content) throws SQLException {
        return new Sql("DELETE FROM upload_content WHERE id = ?", content).update(connection) > 0;
    }

    private void drop(long content) {
        try {
            database.write(connection -> drop(connection, content));
        } catch (ProblemException e) {
            LOG.log(Level.DEBUG, "what is left of an upload goes with a later one", e);
        }
    }

    @Override
    public void describe(String sha256, DocumentKey document, @Nullable String contentType) {
        String name = BlobStore.requireName(sha256);
        Sql noting = contentType == null
                ? new Sql(
                        "DELETE FROM upload_type WHERE sha256 = ? AND tenant = ? AND document = ?",
                        name,
                        document.tenant(),
                        document.id())
                : new Sql(
                        "INSERT INTO upload_type (sha256, tenant, document, content_type)"
                                + " SELECT sha256, ?, ?, ? FROM upload WHERE sha256 = ?"
                                + " ON CONFLICT (sha256, tenant, document) DO UPDATE SET content_type = excluded.content_type",
                        document.tenant(),
                        document.id(),
                        contentType,
                        name);
        database.write(noting::update);
    }

    @Override
    public Optional<String> contentType(String sha256, DocumentKey document) {
        return database
                .read(connection -> new Sql(
                                "SELECT content_type FROM upload_type WHERE sha256 = ? AND tenant = ? AND document = ?",
                                BlobStore.requireName(sha256),
                                document.tenant(),
                                document.id())
                        .list(connection, row -> row.getString(1)))
                .stream()
                .findFirst();
    }

    @Override
    public Content open(String sha256) {
        String name = BlobStore.requireName(sha256);
        Found found = database
                .read(connection -> new Sql("SELECT content, bytes FROM upload WHERE sha256 = ?", name)
                        .list(connection, row -> new Found(row.getLong(1), row.getLong(2))))
                .stream()
                .findFirst()
                .orElseThrow(() -> BlobStore.gone(name));
        return new Content(new Parts(database, found), found.bytes(), name);
    }

    @Override
    public void delete(String sha256) {
        String name = BlobStore.requireName(sha256);
        remove(new Sql("sha256 = ?", name));
    }

    @Override
    public Set<String> keep(Set<String> names) {
        return Set.copyOf(database.write(connection -> new Sql(
                        "UPDATE upload SET put_at = clock_timestamp() WHERE sha256 = ANY (?) RETURNING sha256",
                        (Object) names.stream()
                                .map(BlobStore::requireName)
                                .sorted()
                                .toArray(String[]::new))
                .list(connection, row -> row.getString(1))));
    }

    @Override
    public void sweep(Instant now, Instant horizon, UnaryOperator<Set<String>> inUse) {
        database.write(connection -> new Sql(
                        "DELETE FROM upload_content WHERE NOT named AND begun_at < ?",
                        Sql.time(now.minus(LONGEST_UPLOAD)))
                .update(connection));
        String after = "";
        while (true) {
            List<String> old = old(horizon, after);
            if (old.isEmpty()) {
                return;
            }
            Set<String> names = new HashSet<>(old);
            names.removeAll(keep(inUse.apply(Set.copyOf(old))));
            // One that is put again at the same time is seen: its row is locked by whoever comes first.
            remove(new Sql(
                    "sha256 IN (SELECT sha256 FROM upload WHERE sha256 = ANY (?) AND put_at < ? FOR UPDATE SKIP LOCKED)",
                    names.toArray(String[]::new),
                    Sql.time(horizon)));
            after = old.getLast();
        }
    }

    private List<String> old(Instant horizon, String after) {
        return database.read(connection -> new Sql(
                        "SELECT sha256 FROM upload WHERE put_at < ? AND sha256 > ? ORDER BY sha256 LIMIT ?",
                        Sql.time(horizon),
                        after,
                        SWEPT_AT_A_TIME)
                .list(connection, row -> row.getString(1)));
    }

    private void remove(Sql condition) {
        database.write(connection -> new Sql("WITH gone AS (DELETE FROM upload WHERE")
                .add(condition)
                .add("RETURNING content) DELETE FROM upload_content WHERE id IN (SELECT content FROM gone)")
                .update(connection));
    }

    /** Part after part, each read when it is wanted: whoever reads slowly holds no connection. (A SequenceInputStream would read all that is left when it is closed.) */
    private static final class Parts extends InputStream {

        private final Database database;
        private final Found found;
        private byte[] part = {};
        private int at;
        private int next;
        private long given;

        Parts(Database database, Found found) {
            this.database = database;
            this.found = found;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, buffer.length);
            if (length == 0) {
                return 0;
            }
            if (at == part.length) {
                if (given == found.bytes()) {
                    return -1;
                }
                part = load(next);
                next++;
                at = 0;
            }
            int read = Math.min(length, part.length - at);
            System.arraycopy(part, at, buffer, offset, read);
            at += read;
            given += read;
            return read;
        }

        private byte[] load(int number) throws IOException {
            try {
                return database
                        .read(connection -> new Sql(
                                        "SELECT bytes FROM upload_part WHERE content = ? AND number = ?",
                                        found.content(),
                                        number)
                                .list(connection, row -> row.getBytes(1)))
                        .stream()
                        .findFirst()
                        .orElseThrow(() -> new IOException("the upload was removed while it was read"));
            } catch (ProblemException e) {
                throw new IOException(e.problem().detail(), e);
            }
        }
    }
}
