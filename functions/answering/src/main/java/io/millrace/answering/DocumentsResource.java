package io.millrace.answering;

import io.millrace.answering.DocumentView.UnderWay;
import io.millrace.answering.access.AuditLog;
import io.millrace.answering.access.CurrentCaller;
import io.millrace.contracts.DocumentRemoved;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventType;
import io.millrace.core.access.Caller;
import io.millrace.core.access.Caller.Role;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentState;
import io.millrace.core.document.DocumentState.State;
import io.millrace.core.document.Ledger;
import io.millrace.core.document.RegisteredPages;
import io.millrace.core.index.Passage;
import io.millrace.core.index.PassageIndex;
import io.millrace.core.ingest.ChangeNaming;
import io.millrace.core.ingest.ChangeNaming.NamedChange;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.core.text.Span;
import io.millrace.runtime.EventSink;
import io.millrace.runtime.RequestTrace;
import io.millrace.source.folder.FolderRoots;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Documents: state, list, delete. */
@Path("/v1/documents")
@Produces(MediaType.APPLICATION_JSON)
public class DocumentsResource {

    private static final String NAME = "answering";
    private static final int MAX_PAGE = 1000;

    private final Ledger ledger;
    private final PassageIndex index;
    private final RegisteredPages pages;
    private final FolderRoots folders;
    private final ChangeNaming naming;
    private final EventSink sink;
    private final RequestTrace trace;
    private final CurrentCaller caller;
    private final AuditLog audit;

    DocumentsResource(
            Ledger ledger,
            PassageIndex index,
            RegisteredPages pages,
            FolderRoots folders,
            EventSink sink,
            RequestTrace trace,
            CurrentCaller caller,
            AuditLog audit) {
        this.ledger = ledger;
        this.index = index;
        this.pages = pages;
        this.folders = folders;
        this.naming = new ChangeNaming(ledger);
        this.sink = sink;
        this.trace = trace;
        this.caller = caller;
        this.audit = audit;
    }

    /** Documents in the order of their ids, and the id to go on after; null at the end. */
    public record Page(
            List<DocumentView> documents, @Nullable String next) {}

    /** Up to 1000 ids. */
    public record Ids(@Nullable List<String> ids) {}

    /** A passage of a document, as it is embedded. */
    public record ChunkView(String id, String title, List<String> headings, String text, List<Span> sentences) {}

    /**
     * @param uri only the document of this uri
     * @param state only documents in this state; a page may then have fewer than {@code limit}, and none, before the last
     */
    @GET
    public Page list(
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @DefaultValue("100") int limit,
            @QueryParam("uri") @Nullable String uri,
            @QueryParam("state") @Nullable String state) {
        Caller asking = caller.get();
        State wanted = state == null ? null : state(state);
        if (limit < 1 || limit > MAX_PAGE) {
            throw new IllegalArgumentException("limit is 1 to " + MAX_PAGE + ", but is " + limit);
        }
        List<DocumentState> states = uri == null
                ? ledger.list(asking.tenant(), Seen.askers(asking), after, limit)
                : ledger.find(DocumentKey.of(asking.tenant(), uri)).stream()
                        .filter(known -> Seen.by(asking, known))
                        .toList();
        String next =
                uri == null && states.size() == limit ? states.getLast().key().id() : null;
        return new Page(
                states.stream()
                        .filter(known -> wanted == null || known.state() == wanted)
                        .map(DocumentView::of)
                        .toList(),
                next);
    }

    @POST
    @Path("states")
    @Consumes(MediaType.APPLICATION_JSON)
    public Page states(@Nullable Ids body) {
        Caller asking = caller.get();
        Ids ids = ApiProblems.body(body);
        if (ids.ids() == null || ids.ids().size() > MAX_PAGE) {
            throw new IllegalArgumentException("ids is a list of at most " + MAX_PAGE);
        }
        List<DocumentView> known = ApiProblems.strings("ids", ids.ids()).stream()
                .map(id -> ledger.find(new DocumentKey(asking.tenant(), id)))
                .flatMap(Optional::stream)
                .filter(state -> Seen.by(asking, state))
                .map(DocumentView::of)
                .toList();
        return new Page(known, null);
    }

    @GET
    @Path("{id}")
    public DocumentView show(@PathParam("id") String id) {
        DocumentState state = known(id, caller.get());
        return DocumentView.of(state, state.changing() ? UnderWay.of(state, index.staging(state.key())) : null);
    }

    @GET
    @Path("{id}/chunks")
    public Map<String, List<ChunkView>> chunks(@PathParam("id") String id) {
        Caller asking = caller.get();
        DocumentState state = known(id, asking);
        audit.used(asking, "read", "", List.of(id));
        return Map.of(
                "chunks",
                SeenPassages.of(index, state).stream()
                        .map(DocumentsResource::view)
                        .toList());
    }

    /** Removes a document; nothing of it is found any more when it answers. */
    @DELETE
    @Path("{id}")
    public DocumentView delete(@PathParam("id") String id) {
        Caller asking = caller.require(Role.WRITER);
        DocumentState state = known(id, asking);
        String tenant = asking.tenant();
        Instant now = Instant.now();
        // A number of the ledger would be below any position that a source gave: the removal comes right after what is
        // known.
        NamedChange change = naming.foundMissing(
                tenant, state.uri(), state.access(), UUID.randomUUID().toString());
        // The index first: gone means gone on return. The event says so to everyone else, and repeats it if it comes
        // late.
        pages.unregister(state.uri());
        folders.forgetFile(state.uri());
        DocumentState removed = index.remove(change.document(), state.uri(), change.sequence(), now);
        DocumentRemoved event =
                new DocumentRemoved(change.document().id(), change.sequence().value(), tenant, state.uri(), now);
        sink.publish(EventEnvelope.of(EventType.DOCUMENT_REMOVED, event, NAME, trace.start(tenant)));
        return DocumentView.of(removed);
    }

    private DocumentState known(String id, Caller asking) {
        if (!id.matches("[0-9a-f]{32}")) {
            throw ProblemException.of(
                    Category.NOT_FOUND,
                    "document-unknown",
                    "a document's id has 32 hexadecimal digits; see `millrace documents list`");
        }
        return ledger.find(new DocumentKey(asking.tenant(), id))
                .filter(state -> state.state() != State.REMOVED || state.changing())
                .filter(state -> Seen.by(asking, state))
                .orElseThrow(() -> ProblemException.of(
                        Category.NOT_FOUND,
                        "document-unknown",
                        "there is no document with the id " + id + "; see `millrace documents list`"));
    }

    private static State state(String name) {
        return Stream.of(State.values())
                .filter(state -> state.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("state is pending, indexed, rejected or removed"));
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
