package io.millrace.core.ingest;

import io.millrace.core.chunk.Chunk;
import io.millrace.core.chunk.ChunkerSelection;
import io.millrace.core.chunk.DocumentParser;
import io.millrace.core.chunk.ParseRequest;
import io.millrace.core.chunk.ParsedDocument;
import io.millrace.core.document.AccessList;
import io.millrace.core.document.Digest;
import io.millrace.core.document.DocumentSource;
import io.millrace.core.document.DocumentState;
import io.millrace.core.document.DocumentState.State;
import io.millrace.core.document.Ledger;
import io.millrace.core.document.RegisteredSources;
import io.millrace.core.document.SourceRoot;
import io.millrace.core.document.Timings;
import io.millrace.core.index.DocumentVersion;
import io.millrace.core.index.PassageIndex;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.core.row.RowUri;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Fetches, parses and splits a changed document, unless there is nothing new in it. */
public final class DocumentPreparer {

    private final List<DocumentSource> sources;
    private final DocumentParser parser;
    private final RegisteredSources registered;
    private final ChunkerSelection chunkers;
    private final Ledger ledger;
    private final PassageIndex index;
    private final IngestionLimits limits;
    private final AttemptLog attempts;
    private final List<String> steps;
    private final String embeddingModel;

    /**
     * @param registered says which chunker a document's source names
     * @param embeddingModel the model that will embed the passages; part of every version
     * @param steps what the passages go through before that; part of every version too
     */
    public DocumentPreparer(
            List<DocumentSource> sources,
            DocumentParser parser,
            RegisteredSources registered,
            ChunkerSelection chunkers,
            Ledger ledger,
            PassageIndex index,
            IngestionLimits limits,
            String embeddingModel,
            IngestionSteps steps) {
        this.sources = List.copyOf(sources);
        this.parser = parser;
        this.registered = registered;
        this.chunkers = chunkers;
        this.ledger = ledger;
        this.index = index;
        this.limits = limits;
        this.attempts = new AttemptLog(ledger);
        this.embeddingModel = embeddingModel;
        this.steps = steps.names();
    }

    /**
     * @param announcedAt when the event that announced the change was made
     * @throws ProblemException a retryable one when something that is needed is away; INVALID when no source serves the uri. A
     *     verdict on the content is no exception but {@link Prepared.Rejected}, and stands in the ledger on return.
     */
    public Prepared prepare(DocumentChange change, Instant announcedAt) {
        return attempts.noting(
                change.document(),
                change.uri(),
                change.access(),
                change.sequence(),
                () -> read(change, new StageClock(announcedAt)));
    }

    private Prepared read(DocumentChange change, StageClock clock) {
        DocumentState known = ledger.find(change.document()).orElse(null);
        if (known != null && !known.admits(change.sequence())) {
            return settled(known, change);
        }
        try (SpooledContent content = open(change)) {
            clock.fetched();
            DocumentChange described = change.with(content.attributes());
            DocumentVersion unread = version(
                    described,
                    content,
                    declaredTitle(described),
                    orEmpty(declaredType(described, content)),
                    Map.of(),
                    null);
            Optional<DocumentState> current = index.confirm(unread);
            if (current.isPresent()) {
                return new Prepared.Unchanged(current.get());
            }
            requireRoom(described, known, content, 1);
            return passages(described, known, content, clock);
        } catch (ProblemException e) {
            if (!isVerdict(e.problem())) {
                throw e;
            }
            return new Prepared.Rejected(reject(change, accessOfUnread(change), e.problem()));
        } catch (IOException e) {
            throw new ProblemException(
                    new Problem(
                            Category.UNAVAILABLE,
                            "source-unavailable",
                            "can't read " + change.uri() + ": " + describe(e)),
                    e);
        }
    }

    private Prepared passages(
            DocumentChange change, @Nullable DocumentState known, SpooledContent content, StageClock clock)
            throws IOException {
        clock.start();
        ParsedDocument parsed = content.parse(
                parser, new ParseRequest(change.uri(), declaredType(change, content), change.title(), content.bytes()));
        clock.parsed();
        List<Chunk> chunks = chunkers.choose(chunkerOfSource(change), parsed.contentType())
                .chunk(change.document().id(), parsed);
        if (chunks.isEmpty()) {
            return new Prepared.Rejected(reject(
                    change,
                    new Problem(
                            Category.UNPROCESSABLE,
                            "document-empty",
                            change.uri() + " holds no text; nothing was indexed")));
        }
        clock.chunked();
        requireRoom(change, known, content, chunks.size());
        DocumentVersion version =
                version(change, content, parsed.title(), parsed.contentType(), parsed.metadata(), clock.timings());
        return new Prepared.Passages(version, limits.batches().split(chunks));
    }

    private void requireRoom(DocumentChange change, @Nullable DocumentState known, SpooledContent content, int chunks) {
        limits.quotas()
                .exceeded(ledger, change.document().tenant(), known, content.bytes(), chunks)
                .ifPresent(problem -> {
                    throw new ProblemException(problem);
                });
    }

    private static Prepared settled(DocumentState state, DocumentChange change) {
        if (change.sequence().equals(state.settled()) && state.state() == State.INDEXED) {
            return new Prepared.Unchanged(state);
        }
        if (change.sequence().equals(state.settled()) && state.state() == State.REJECTED) {
            return new Prepared.Rejected(state);
        }
        return new Prepared.Superseded(state);
    }

    private SpooledContent open(DocumentChange change) throws IOException {
        DocumentSource source = sources.stream()
                .filter(candidate -> candidate.serves(change.content()))
                .findFirst()
                .orElseThrow(() -> ProblemException.of(
                        Category.INVALID, "source-unknown", "no source here serves " + change.content()));
        try (DocumentSource.Content content = source.open(change.content())) {
            return SpooledContent.of(content, limits.maxBytes(), change.uri());
        } catch (NoSuchFileException e) {
            throw new ProblemException(
                    new Problem(Category.GONE, "document-gone", change.uri() + " is not there any more"), e);
        }
    }

    /** Servers spell one type in many ways. */
    private static String spelledAlike(String contentType) {
        return contentType.toLowerCase(Locale.ROOT).replaceAll("[\\s\"]", "");
    }

    /** The version's id rests on what change and source declare and on the bytes, not on what a parser makes of them. */
    private DocumentVersion version(
            DocumentChange change,
            SpooledContent content,
            String title,
            String contentType,
            Map<String, String> parsed,
            @Nullable Timings timings) {
        String configuration = configuration(change);
        Map<String, String> declared = new TreeMap<>(change.metadata());
        String id = Digest.of(
                change.document().id(),
                content.sha256(),
                change.access().principals().toString(),
                declared.toString(),
                declaredTitle(change),
                spelledAlike(orEmpty(declaredType(change, content))),
                configuration);
        Map<String, String> metadata = new TreeMap<>(declared);
        parsed.forEach((name, value) -> {
            if (metadata.size() < DocumentVersion.MAX_METADATA) {
                metadata.putIfAbsent(name, value);
            }
        });
        return new DocumentVersion(
                change.document(),
                id,
                change.sequence(),
                configuration,
                change.uri(),
                title,
                contentType,
                content.etag(),
                metadata,
                change.access(),
                change.changedAt(),
                content.bytes(),
                timings);
    }

    /** All that decides what becomes of the bytes. It is asked before they are parsed, so it names the chunkers of every content type. */
    private String configuration(DocumentChange change) {
        return Digest.of(Stream.concat(
                        Stream.of(chunkers.configuration(chunkerOfSource(change)), embeddingModel), steps.stream())
                .toArray(String[]::new));
    }

    private @Nullable String chunkerOfSource(DocumentChange change) {
        return registered.find(change.uri()).map(SourceRoot::chunker).orElse(null);
    }

    private DocumentState reject(DocumentChange change, Problem reason) {
        return reject(change, change.access(), reason);
    }

    private DocumentState reject(DocumentChange change, AccessList access, Problem reason) {
        return index.reject(
                change.document(), change.uri(), change.etag(), access, change.sequence(), reason, change.changedAt());
    }

    /** Who may see a row is read with it, and what was announced is of the row as it was then: its former owner's, perhaps. Where it is refused, the root's list counts. */
    private AccessList accessOfUnread(DocumentChange change) {
        return change.uri().startsWith(RowUri.SCHEME)
                ? registered.find(change.uri()).map(SourceRoot::access).orElse(change.access())
                : change.access();
    }

    private static boolean isVerdict(Problem problem) {
        return problem.code().startsWith("document-") && !problem.category().retryable();
    }

    private static String declaredTitle(DocumentChange change) {
        return orEmpty(change.title());
    }

    /** What whoever announced the change says goes before what its source says with the bytes. */
    private static @Nullable String declaredType(DocumentChange change, SpooledContent content) {
        return change.contentType() == null ? content.contentType() : change.contentType();
    }

    private static String orEmpty(@Nullable String text) {
        return Objects.requireNonNullElse(text, "");
    }

    /** The kind of failure; its message may hold what the document's own name does not. */
    private static String describe(IOException failure) {
        return failure.getClass().getSimpleName();
    }
}
