package io.millrace.answering;

import io.millrace.answering.Announcing.Given;
import io.millrace.answering.access.CurrentCaller;
import io.millrace.core.access.Caller;
import io.millrace.core.access.Caller.Role;
import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.RegisteredPages;
import io.millrace.core.document.SourceRoot;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.runtime.Backlog;
import io.millrace.source.web.WebSource;
import io.millrace.source.web.WebUri;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Pages of the web, which Millrace fetches now and looks at again at each scheduled reindex. Only an administrator may name one: whoever
 * names pages sends us to them.
 */
@Path("/v1/pages")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class PagesResource {

    private static final int MAX_PAGES = 100;

    private final WebSource web;
    private final RegisteredPages pages;
    private final Announcing announcing;
    private final Backlog backlog;
    private final CurrentCaller caller;

    PagesResource(WebSource web, RegisteredPages pages, Announcing announcing, Backlog backlog, CurrentCaller caller) {
        this.web = web;
        this.pages = pages;
        this.announcing = announcing;
        this.backlog = backlog;
        this.caller = caller;
    }

    /**
     * @param urls up to 100
     * @param access who may see them; by default who could before, and everyone for a new page
     */
    public record Pages(
            @Nullable List<String> urls, @Nullable List<String> access) {}

    /** Answers 202 with what became of each page: those that are refused, with the reason, then those that are taken. */
    @POST
    public Response register(@Nullable Pages body, @HeaderParam("Idempotency-Key") @Nullable String idempotencyKey) {
        Pages named = ApiProblems.body(body);
        Caller asking = caller.require(Role.ADMINISTRATOR);
        if (!asking.tenant().equals(DocumentKey.DEFAULT_TENANT)) {
            throw ProblemException.of(
                    Category.UNPROCESSABLE,
                    "tenant-unserved",
                    "pages are looked at again for the tenant " + DocumentKey.DEFAULT_TENANT + " only; upload instead");
        }
        List<String> urls = named.urls();
        if (urls == null
                || urls.isEmpty()
                || urls.size() > MAX_PAGES
                || urls.stream().anyMatch(Objects::isNull)) {
            throw new IllegalArgumentException("urls is a list of 1 to " + MAX_PAGES + " addresses");
        }
        AccessList access =
                named.access() == null ? null : new AccessList(ApiProblems.strings("access", named.access()));
        String key = Objects.requireNonNullElseGet(
                idempotencyKey, () -> UUID.randomUUID().toString());
        backlog.requireRoom();
        List<Receipt> receipts = new ArrayList<>();
        List<String> permitted = permitted(urls, receipts);
        for (SourceRoot page : pages.register(permitted, access)) {
            receipts.add(announcing.announce(
                    asking, new Given(page.uri(), page.uri(), null, null, null, page.access()), key));
        }
        return Response.accepted(Map.of("documents", receipts)).build();
    }

    /** The canonical addresses that may be asked, each once; a refusal of each other one is added to {@code receipts}. */
    private List<String> permitted(List<String> urls, List<Receipt> receipts) {
        LinkedHashSet<String> permitted = new LinkedHashSet<>();
        for (String url : urls) {
            try {
                String uri = WebUri.canonical(url);
                web.permit(uri);
                permitted.add(uri);
            } catch (ProblemException e) {
                receipts.add(Receipt.refused(url, e.problem()));
            }
        }
        return List.copyOf(permitted);
    }
}
