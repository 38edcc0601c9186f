package io.millrace.answering;

import io.millrace.answering.access.AuditLog;
import io.millrace.answering.access.CurrentCaller;
import io.millrace.core.access.Caller;
import io.millrace.core.answer.Answer;
import io.millrace.core.answer.AnswerMode;
import io.millrace.core.answer.Citation;
import io.millrace.core.answer.GenerationOptions;
import io.millrace.core.cache.Asked;
import io.millrace.core.cache.CacheUse;
import io.millrace.core.cache.Outcome;
import io.millrace.core.cache.Prepared;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentState;
import io.millrace.core.document.Ledger;
import io.millrace.core.index.Filter;
import io.millrace.core.index.Passage;
import io.millrace.core.index.PassageIndex;
import io.millrace.core.index.Where;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.core.retrieve.Question;
import io.quarkiverse.mcp.server.Cancellation;
import io.quarkiverse.mcp.server.Tool;
import io.quarkiverse.mcp.server.ToolArg;
import io.quarkiverse.mcp.server.WrapBusinessError;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tools of the MCP server at {@code /mcp}: search, ask and read, within the limits of the HTTP API, and of who calls.
 */
@Singleton
@WrapBusinessError({ProblemException.class, IllegalArgumentException.class})
public class McpTools {

    private static final int MAX_PASSAGES = 50;

    private static final String WHERE =
            "Only documents whose metadata meets these conditions, such as: price < 100 and released >= 2024-01-01 and category in ('shoes', 'boots')";

    private final Asking asking;
    private final Ledger ledger;
    private final PassageIndex index;
    private final CurrentCaller caller;
    private final AuditLog audit;
    private final Presence presence;

    McpTools(
            Asking asking, Ledger ledger, PassageIndex index, CurrentCaller caller, AuditLog audit, Presence presence) {
        this.asking = asking;
        this.ledger = ledger;
        this.index = index;
        this.caller = caller;
        this.audit = audit;
        this.presence = presence;
    }

    /** Passages, best first. */
    public record Found(List<SearchResource.Result> passages) {}

    /**
     * @param answered false where the documents do not say
     * @param mode quote or generate
     * @param cached whether it was made before
     */
    public record Answered(String answer, boolean answered, String mode, boolean cached, List<Citation> citations) {}

    /** @param next from which passage to read on; null at the end */
    public record Document(
            String id,
            String uri,
            String title,
            List<String> passages,
            @Nullable Integer next) {}

    @Tool(
            name = "search",
            title = "Search the documents",
            description =
                    "Finds the passages of the indexed documents that fit a query best. Each has its document's id, address, title, page and headings.",
            annotations = @Tool.Annotations(readOnlyHint = true, openWorldHint = false),
            structuredContent = true)
    Found search(
            @ToolArg(description = "A question or some words, at most 8,000 characters") String query,
            @ToolArg(description = "How many passages, 1 to 50", defaultValue = "5") int limit,
            @ToolArg(description = "Only documents whose address starts so", required = false) @Nullable
                    String uriPrefix,
            @ToolArg(description = WHERE, required = false) @Nullable String where) {
        within("limit", limit, 1, MAX_PASSAGES);
        Caller asker = caller.get();
        Question question = new Question(query, asker.visibility(uriPrefix), filter(where));
        List<SearchResource.Result> passages = asking.search(question, limit).retrieval().passages().stream()
                .map(SearchResource.Result::of)
                .toList();
        audit.used(
                asker,
                "search",
                query,
                passages.stream().map(SearchResource.Result::document).toList());
        return new Found(passages);
    }

    @Tool(
            name = "ask",
            title = "Ask the documents",
            description =
                    "Answers a question from the indexed documents. Each sentence rests on a citation; where the documents do not say, the answer says so.",
            annotations = @Tool.Annotations(readOnlyHint = true, openWorldHint = false),
            structuredContent = true)
    Answered ask(
            @ToolArg(description = "A question that can be understood by itself, at most 8,000 characters")
                    String question,
            @ToolArg(description = WHERE, required = false) @Nullable String where,
            Cancellation call) {
        Caller asker = caller.get();
        Question asked = new Question(question, asker.visibility(null), filter(where));
        Outcome outcome;
        try (Presence.Watch client = presence.watch(call)) {
            GenerationOptions options = GenerationOptions.until(client.cancellation());
            Prepared prepared = asking.prepare(new Asked(asked, AnswerMode.AUTO, options, CacheUse.NORMAL, false));
            outcome = asking.answer(prepared, options, text -> {});
        }
        call.skipProcessingIfCancelled();
        Answer answer = outcome.answer();
        audit.used(
                asker,
                "answer",
                question,
                answer.citations().stream().map(Citation::document).toList());
        return new Answered(
                answer.text(),
                answer.answered(),
                answer.mode().name().toLowerCase(Locale.ROOT),
                outcome.cached(),
                answer.citations());
    }

    @Tool(
            name = "get-document",
            title = "Read a document",
            description = "Gives the text of an indexed document, passage by passage.",
            annotations = @Tool.Annotations(readOnlyHint = true, openWorldHint = false),
            structuredContent = true)
    Document getDocument(
            @ToolArg(description = "The document's id, as search and ask give it") String id,
            @ToolArg(description = "The first passage, from 0", defaultValue = "0") int from,
            @ToolArg(description = "How many passages, 1 to 50", defaultValue = "20") int limit) {
        within("limit", limit, 1, MAX_PASSAGES);
        within("from", from, 0, Integer.MAX_VALUE);
        Caller asker = caller.get();
        DocumentState state = known(id, asker);
        audit.used(asker, "read", "", List.of(id));
        List<Passage> passages = SeenPassages.of(index, state);
        List<String> texts = passages.stream()
                .skip(from)
                .limit(limit)
                .map(passage -> passage.chunk().text())
                .toList();
        int next = from + texts.size();
        return new Document(id, state.uri(), state.title(), texts, next < passages.size() ? next : null);
    }

    private static Filter filter(@Nullable String where) {
        return where == null ? Filter.NONE : Filter.NONE.where(Where.parse(where));
    }

    private DocumentState known(String id, Caller asker) {
        return (id.matches("[0-9a-f]{32}")
                        ? ledger.find(new DocumentKey(asker.tenant(), id))
                        : Optional.<DocumentState>empty())
                .filter(state -> state.state() == DocumentState.State.INDEXED)
                .filter(state -> asker.sees(state.key().tenant(), state.access()))
                .orElseThrow(() -> ProblemException.of(
                        Category.NOT_FOUND,
                        "document-unknown",
                        "there is no document with that id; use one that search gives"));
    }

    private static void within(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + least + " to " + most + ", but is " + value);
        }
    }
}
