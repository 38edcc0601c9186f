package io.millrace.answering;

import io.millrace.contracts.DocumentEvents;
import io.millrace.contracts.DocumentRemoved;
import io.millrace.contracts.EventContext;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventType;
import io.millrace.core.document.AccessList;
import io.millrace.core.document.BlobStore;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentState;
import io.millrace.core.document.DocumentState.State;
import io.millrace.core.document.Ledger;
import io.millrace.core.index.IndexSnapshot;
import io.millrace.core.index.Passage;
import io.millrace.core.index.PassageIndex;
import io.millrace.core.ingest.ChangeNaming;
import io.millrace.core.ingest.ChangeNaming.NamedChange;
import io.millrace.core.ingest.DocumentChange;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.core.text.Span;
import io.millrace.runtime.EventSink;
import io.millrace.runtime.Loopback;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Documents: upload, state, list, delete. */
@Path("/v1/documents")
@Produces(MediaType.APPLICATION_JSON)
public class DocumentsResource {

    private static final String NAME = "answering";
    private static final String TENANT = DocumentKey.DEFAULT_TENANT;
    private static final String API_SOURCE = "urn:millrace:api";
    private static final int MAX_PAGE = 1000;
    private static final long MAX_BYTES = 100L << 20;
    private static final int MAX_URI_LENGTH = 2048;

    private final Ledger ledger;
    private final PassageIndex index;
    private final BlobStore blobs;
    private final ChangeNaming naming;
    private final EventSink sink;
    private final Loopback loopback;

    DocumentsResource(Ledger ledger, PassageIndex index, BlobStore blobs, EventSink sink, Loopback loopback) {
        this.ledger = ledger;
        this.index = index;
        this.blobs = blobs;
        this.naming = new ChangeNaming(ledger);
        this.sink = sink;
        this.loopback = loopback;
    }

    /** Documents in the order of their ids, and the id to go on after; null at the end. */
    public record Page(
            List<DocumentView> documents, @Nullable String next) {}

    /** Up to 1000 ids. */
    public record Ids(@Nullable List<String> ids) {}

    /** A passage of a document, as it is embedded. */
    public record ChunkView(String id, String title, List<String> headings, String text, List<Span> sentences) {}

    /**
     * Takes the bytes of a document; they are durable, and their indexing announced, when it answers 202.
     *
     * @param uri names the document; the same uri again is a new version of it
     * @param idempotencyKey the same upload again under the same key is no second change
     */
    @POST
    @Consumes(MediaType.WILDCARD)
    public Response upload(
            InputStream content,
            @QueryParam("uri") @Nullable String uri,
            @QueryParam("title") @Nullable String title,
            @QueryParam("access") @Nullable String access,
            @HeaderParam("Content-Type") @Nullable String contentType,
            @HeaderParam("Idempotency-Key") @Nullable String idempotencyKey)
            throws IOException {
        String name = accepted(ApiProblems.required("the query parameter uri", uri));
        AccessList readers = access == null
                ? AccessList.EVERYONE
                : new AccessList(
                        Arrays.stream(access.split(",", -1)).map(String::strip).toList());
        String sha256 = blobs.put(content, MAX_BYTES);
        String key = Objects.requireNonNullElseGet(
                idempotencyKey, () -> UUID.randomUUID().toString());
        NamedChange change = naming.notified(TENANT, name, readers, API_SOURCE, key);
        DocumentChange announced = new DocumentChange(
                change.document(),
                change.sequence(),
                name,
                "blob:" + sha256,
                sha256,
                contentType,
                null,
                title,
                readers,
                Map.of(),
                Instant.now());
        sink.publish(EventEnvelope.of(
                EventType.DOCUMENT_CHANGED, DocumentEvents.changed(announced), NAME, EventContext.start(TENANT)));
        Map<String, Object> pending = new LinkedHashMap<>();
        pending.put("id", change.document().id());
        pending.put("uri", name);
        pending.put("sequence", change.sequence().value());
        pending.put("state", State.PENDING);
        return Response.accepted(pending)
                .location(URI.create("/v1/documents/" + change.document().id()))
                .build();
    }

    @GET
    public Page list(
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @DefaultValue("100") int limit,
            @Context RoutingContext call) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new IllegalArgumentException("limit is 1 to " + MAX_PAGE + ", but is " + limit);
        }
        List<DocumentState> states = ledger.list(TENANT, after, limit);
        String next = states.size() == limit ? states.getLast().key().id() : null;
        return new Page(
                states.stream()
                        .filter(state -> isShown(state, call))
                        .map(DocumentView::of)
                        .toList(),
                next);
    }

    @POST
    @Path("states")
    @Consumes(MediaType.APPLICATION_JSON)
    public Page states(@Nullable Ids body, @Context RoutingContext call) {
        Ids ids = ApiProblems.body(body);
        if (ids.ids() == null || ids.ids().size() > MAX_PAGE) {
            throw new IllegalArgumentException("ids is a list of at most " + MAX_PAGE);
        }
        List<DocumentView> known = ids.ids().stream()
                .map(id -> ledger.find(new DocumentKey(TENANT, id)))
                .flatMap(Optional::stream)
                .filter(state -> isShown(state, call))
                .map(DocumentView::of)
                .toList();
        return new Page(known, null);
    }

    @GET
    @Path("{id}")
    public DocumentView show(@PathParam("id") String id, @Context RoutingContext call) {
        return DocumentView.of(known(id, call));
    }

    @GET
    @Path("{id}/chunks")
    public Map<String, List<ChunkView>> chunks(@PathParam("id") String id, @Context RoutingContext call) {
        DocumentState state = known(id, call);
        try (IndexSnapshot snapshot = index.snapshot()) {
            return Map.of(
                    "chunks",
                    snapshot.passages(state.key()).stream()
                            .map(DocumentsResource::view)
                            .toList());
        }
    }

    /** Removes a document; nothing of it is found any more when it answers. */
    @DELETE
    @Path("{id}")
    public DocumentView delete(@PathParam("id") String id, @Context RoutingContext call) {
        DocumentState state = known(id, call);
        Instant now = Instant.now();
        NamedChange change = naming.notified(
                TENANT,
                state.uri(),
                state.access(),
                API_SOURCE,
                UUID.randomUUID().toString());
        // The index first: gone means gone on return. The event says so to everyone else, and repeats it if it comes
        // late.
        DocumentState removed = index.remove(change.document(), state.uri(), change.sequence(), now);
        DocumentRemoved event =
                new DocumentRemoved(change.document().id(), change.sequence().value(), TENANT, state.uri(), now);
        sink.publish(EventEnvelope.of(EventType.DOCUMENT_REMOVED, event, NAME, EventContext.start(TENANT)));
        return DocumentView.of(removed);
    }

    /** Until callers have an identity: on this machine everything, elsewhere what anyone may see. */
    private boolean isShown(DocumentState state, RoutingContext call) {
        return state.access().admits(Set.of()) || loopback.isCaller(call);
    }

    private DocumentState known(String id, RoutingContext call) {
        if (!id.matches("[0-9a-f]{32}")) {
            throw ProblemException.of(
                    Category.NOT_FOUND,
                    "document-unknown",
                    "a document's id has 32 hexadecimal digits; see `millrace documents list`");
        }
        return ledger.find(new DocumentKey(TENANT, id))
                .filter(state -> state.state() != State.REMOVED || state.changing())
                .filter(state -> isShown(state, call))
                .orElseThrow(() -> ProblemException.of(
                        Category.NOT_FOUND,
                        "document-unknown",
                        "there is no document with the id " + id + "; see `millrace documents list`"));
    }

    private static String accepted(String uri) {
        if (uri.length() > MAX_URI_LENGTH) {
            throw new IllegalArgumentException("uri has at most " + MAX_URI_LENGTH + " characters");
        }
        try {
            if (!URI.create(uri).isAbsolute()) {
                throw new IllegalArgumentException("uri needs a scheme, such as upload:handbook.pdf");
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("uri must be an absolute, percent-encoded URI: " + e.getMessage(), e);
        }
        return uri;
    }

    private static ChunkView view(Passage passage) {
        return new ChunkView(
                passage.chunk().id(),
                passage.title(),
                passage.chunk().headings(),
                passage.chunk().text(),
                passage.chunk().sentences());
    }
}
