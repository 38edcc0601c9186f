package io.millrace.index.pgvector;

import io.millrace.core.document.DocumentKey;
import io.millrace.core.embed.PassageText;
import io.millrace.core.index.Candidate;
import io.millrace.core.index.Edition;
import io.millrace.core.index.EmbeddedChunk;
import io.millrace.core.index.Filter;
import io.millrace.core.index.IndexSnapshot;
import io.millrace.core.index.Passage;
import io.millrace.core.index.SearchRequest;
import io.millrace.core.index.Visibility;
import io.millrace.core.index.WordStatistics;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** One transaction that sees the store as it was when it began, and the connection that it runs on. Calls take turns. */
final class PgvectorSnapshot implements IndexSnapshot {

    private static final String PASSAGE_COLUMNS =
            "p.id, d.id AS document, d.version, d.uri, d.title, " + ChunkRows.COLUMNS;
    private static final String OF_DOCUMENT =
            " FROM document d JOIN passage p ON p.id >= (d.generation << 20) AND p.id < ((d.generation + 1) << 20) WHERE d.tenant = ? AND d.id = ?";

    private static final String OPENED = "SELECT edition, passages, tokens, coalesce(dimension, 0) AS dimension, "
            + LedgerView.ORIGIN + " FROM index_state";

    private final Connection connection;
    private final Edition edition;
    private final long passages;
    private final long tokens;
    private final int dimension;
    private final Map<String, Integer> holding = new HashMap<>();
    private final Map<Long, Integer> refs = new HashMap<>();
    private final List<Long> ids = new ArrayList<>();
    private boolean closed;

    private PgvectorSnapshot(Connection connection, ResultSet state) throws SQLException {
        this.connection = connection;
        this.edition = new Edition(state.getString("origin"), state.getLong("edition"));
        this.passages = state.getLong("passages");
        this.tokens = state.getLong("tokens");
        this.dimension = state.getInt("dimension");
    }

    static PgvectorSnapshot open(Database database) {
        try {
            Connection connection = database.begin();
            boolean opened = false;
            try {
                PgvectorSnapshot snapshot =
                        new Sql(OPENED).one(connection, row -> new PgvectorSnapshot(connection, row));
                opened = true;
                return snapshot;
            } finally {
                if (!opened) {
                    Database.end(connection);
                }
            }
        } catch (SQLException e) {
            throw Database.failure(e);
        }
    }

    @Override
    public List<Candidate> candidates(SearchRequest request) {
        QuestionWords question = QuestionWords.of(request.question());
        return reading(() -> search(request, question).candidates(statistics(question)));
    }

    @Override
    public List<Candidate> publishedSince(Edition since, SearchRequest request, WordStatistics frozen) {
        requireOrigin(since);
        if (since.number() >= edition.number()) {
            return List.of();
        }
        QuestionWords question = QuestionWords.of(request.question());
        return reading(() -> search(request, question).publishedSince(since.number(), frozen));
    }

    private HybridSearch search(SearchRequest request, QuestionWords question) {
        return new HybridSearch(connection, request, question, dimension, this::ref);
    }

    private int ref(long passage) {
        return refs.computeIfAbsent(passage, id -> {
            ids.add(id);
            return ids.size() - 1;
        });
    }

    @Override
    public List<Passage> load(List<Candidate> candidates) {
        return reading(() -> {
            long[] wanted = candidates.stream()
                    .mapToLong(candidate -> ids.get(candidate.ref()))
                    .toArray();
            Map<Long, Passage> loaded = new HashMap<>();
            new Sql(
                            "SELECT " + PASSAGE_COLUMNS
                                    + " FROM unnest(?::bigint[]) AS wanted (id) JOIN passage p ON p.id = wanted.id",
                            (Object) wanted)
                    .add("JOIN document d ON d.generation = (p.id >> 20)")
                    .list(connection, row -> loaded.put(row.getLong("id"), passage(row)));
            List<Passage> inOrder = new ArrayList<>(wanted.length);
            for (long id : wanted) {
                inOrder.add(Objects.requireNonNull(loaded.get(id), "a candidate of another snapshot"));
            }
            return inOrder;
        });
    }

    @Override
    public List<Passage> passages(DocumentKey document) {
        return reading(() -> new Sql(
                        "SELECT " + PASSAGE_COLUMNS + OF_DOCUMENT + " ORDER BY p.ordinal, p.id",
                        document.tenant(),
                        document.id())
                .list(connection, PgvectorSnapshot::passage));
    }

    @Override
    public Map<PassageText, EmbeddedChunk> embedded(DocumentKey document, String configuration, Set<String> chunks) {
        return reading(() -> {
            Map<PassageText, EmbeddedChunk> embedded = new HashMap<>();
            new Sql(
                            "SELECT d.title, embedding::real[] AS vector, " + ChunkRows.COLUMNS + OF_DOCUMENT
                                    + " AND d.configuration = ? AND p.chunk = ANY (?)",
                            document.tenant(),
                            document.id(),
                            configuration,
                            chunks.toArray(String[]::new))
                    .list(connection, row -> {
                        EmbeddedChunk chunk = ChunkRows.embedded(row);
                        return embedded.put(PassageText.of(row.getString("title"), chunk.chunk()), chunk);
                    });
            return embedded;
        });
    }

    private static Passage passage(ResultSet row) throws SQLException {
        return new Passage(
                row.getString("document"),
                row.getString("version"),
                row.getString("uri"),
                row.getString("title"),
                ChunkRows.chunk(row),
                ChunkRows.sentences(row));
    }

    @Override
    public double inverseDocumentFrequency(String stem) {
        String key = Words.key(stem);
        return reading(() -> {
            lookUp(List.of(key));
            return WordSearch.idf(passages, holding.getOrDefault(key, 0));
        });
    }

    @Override
    public Edition edition() {
        return edition;
    }

    @Override
    public WordStatistics statistics(String question) {
        QuestionWords words = QuestionWords.of(question);
        return reading(() -> statistics(words));
    }

    private WordStatistics statistics(QuestionWords question) throws SQLException {
        lookUp(question.counts().keySet());
        Map<String, Integer> ofQuestion = new HashMap<>();
        question.counts().keySet().forEach(stem -> ofQuestion.put(stem, holding.getOrDefault(stem, 0)));
        return new WordStatistics(passages, tokens, ofQuestion);
    }

    /** Once for each stem: who reranks asks for the same again, one by one. */
    private void lookUp(Collection<String> stems) throws SQLException {
        String[] unknown =
                stems.stream().filter(stem -> !holding.containsKey(stem)).toArray(String[]::new);
        if (unknown.length > 0) {
            for (String stem : unknown) {
                holding.put(stem, 0);
            }
            LedgerView.holding(connection, unknown, holding);
        }
    }

    @Override
    public boolean unchanged(Set<String> documents, Edition since, Visibility visibility, Filter filter) {
        requireOrigin(since);
        return reading(() -> new Sql(
                                "SELECT count(*) FROM document d WHERE d.id = ANY (?) AND d.edition <= ? AND",
                                documents.toArray(String[]::new),
                                since.number())
                        .add(new Admission(visibility, filter).condition())
                        .one(connection, row -> row.getInt(1))
                == documents.size());
    }

    private void requireOrigin(Edition other) {
        if (!other.origin().equals(edition.origin())) {
            throw new IllegalArgumentException("an edition of another origin tells nothing of this index");
        }
    }

    private interface Reading<T> {
        T read() throws SQLException;
    }

    private synchronized <T> T reading(Reading<T> reading) {
        if (closed) {
            throw new IllegalStateException("the snapshot is closed");
        }
        try {
            return reading.read();
        } catch (SQLException e) {
            throw Database.failure(e);
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Database.end(connection);
        }
    }
}
