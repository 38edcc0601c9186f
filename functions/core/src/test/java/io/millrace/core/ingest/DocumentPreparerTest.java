package io.millrace.core.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.chunk.ChunkSettings;
import io.millrace.core.chunk.ChunkerSelection;
import io.millrace.core.chunk.StructureChunker;
import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentSource;
import io.millrace.core.document.DocumentState;
import io.millrace.core.document.DocumentState.State;
import io.millrace.core.document.RegisteredSources;
import io.millrace.core.document.Sequence;
import io.millrace.core.document.SourceRoot;
import io.millrace.core.index.Batch;
import io.millrace.core.index.DocumentVersion;
import io.millrace.core.index.IndexCounts;
import io.millrace.core.index.IndexSnapshot;
import io.millrace.core.index.PassageIndex;
import io.millrace.core.index.StageResult;
import io.millrace.core.index.Staging;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentPreparerTest {

    private static final AccessList FORMER = new AccessList(List.of("user:former"));
    private static final AccessList NOBODY = new AccessList(List.of("user:nobody"));

    @ParameterizedTest
    @CsvSource({"row://shop/, row://shop/goods/1, user:nobody", "s3://shop/, s3://shop/goods/1, user:former"})
    void aRowThatIsRefusedAsItIsReadIsNotItsFormerOwnersToSee(String root, String uri, String principal) {
        DocumentPreparer preparer = new DocumentPreparer(
                List.of(new Refusing()),
                (_, _) -> {
                    throw new UnsupportedOperationException("nothing is parsed");
                },
                new RegisteredSources(
                        List.of(() -> List.of(new SourceRoot(root, DocumentKey.DEFAULT_TENANT, NOBODY, null)))),
                ChunkerSelection.only(
                        new StructureChunker(texts -> List.of(), new ChunkSettings(24, 2, 8, 4, 22, 100))),
                new MemoryStore(),
                new Verdicts(),
                IngestionLimits.DEFAULT,
                "model",
                new IngestionSteps(List.of()));

        Prepared prepared = preparer.prepare(
                new DocumentChange(
                        DocumentKey.of(DocumentKey.DEFAULT_TENANT, uri),
                        Sequence.ofNumber(1),
                        uri,
                        uri,
                        "mark",
                        null,
                        1L,
                        null,
                        FORMER,
                        Map.of(),
                        Instant.EPOCH),
                Instant.EPOCH);

        assertThat(prepared).isInstanceOfSatisfying(Prepared.Rejected.class, rejected -> {
            assertThat(rejected.state().access().principals()).containsExactly(principal);
            assertThat(rejected.state().etag()).isEqualTo("mark");
        });
    }

    /** Has what nobody may see. */
    private static final class Refusing implements DocumentSource {

        @Override
        public boolean serves(String uri) {
            return true;
        }

        @Override
        public Content open(String uri) {
            throw ProblemException.of(Category.UNPROCESSABLE, "document-access-empty", uri + " names nobody");
        }

        @Override
        public List<Entry> list(String prefix, @Nullable String after, int limit) {
            throw new UnsupportedOperationException("nothing is listed");
        }

        @Override
        public boolean contains(String uri) {
            throw new UnsupportedOperationException("nothing is asked for");
        }
    }

    /** Keeps nothing but says what it was told. */
    private static final class Verdicts implements PassageIndex {

        @Override
        public DocumentState reject(
                DocumentKey document,
                String uri,
                @Nullable String etag,
                @Nullable AccessList access,
                Sequence sequence,
                Problem reason,
                Instant changedAt) {
            return new DocumentState(
                    document,
                    uri,
                    "",
                    sequence,
                    sequence,
                    State.REJECTED,
                    null,
                    etag,
                    Objects.requireNonNull(access),
                    0,
                    reason.code(),
                    reason.detail(),
                    null,
                    null,
                    null,
                    null);
        }

        @Override
        public StageResult stage(Batch batch) {
            throw unasked();
        }

        @Override
        public Optional<DocumentState> confirm(DocumentVersion version) {
            throw unasked();
        }

        @Override
        public DocumentState remove(DocumentKey document, String uri, Sequence sequence, Instant changedAt) {
            throw unasked();
        }

        @Override
        public Optional<Staging> staging(DocumentKey document) {
            throw unasked();
        }

        @Override
        public IndexSnapshot snapshot() {
            throw unasked();
        }

        @Override
        public IndexCounts counts() {
            throw unasked();
        }

        private static UnsupportedOperationException unasked() {
            return new UnsupportedOperationException("a refused document has no passages");
        }
    }
}
