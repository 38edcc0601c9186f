package io.millrace.answering;

import io.millrace.answering.Announcing.Given;
import io.millrace.core.document.AccessList;
import io.millrace.core.document.SourceRoot;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.runtime.Backlog;
import io.millrace.runtime.Loopback;
import io.millrace.source.folder.RegisteredPages;
import io.millrace.source.web.WebSource;
import io.millrace.source.web.WebUri;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
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
 * Pages of the web, which Millrace fetches now and looks at again at each scheduled reindex. Only somebody on this machine may name one, until callers have an
 * identity: whoever names pages sends us to them.
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
    private final Loopback loopback;

    PagesResource(WebSource web, RegisteredPages pages, Announcing announcing, Backlog backlog, Loopback loopback) {
        this.web = web;
        this.pages = pages;
        this.announcing = announcing;
        this.backlog = backlog;
        this.loopback = loopback;
    }

    /**
     * @param urls up to 100
     * @param access who may see them; by default who could before, and everyone for a new page
     */
    public record Pages(
            @Nullable List<String> urls, @Nullable List<String> access) {}

    /** Answers 202 with what became of each page: those that are refused, with the reason, then those that are taken. */
    @POST
    public Response register(
            @Nullable Pages body,
            @HeaderParam("Idempotency-Key") @Nullable String idempotencyKey,
            @Context RoutingContext call) {
        Pages named = ApiProblems.body(body);
        if (!loopback.isCaller(call)) {
            throw ProblemException.of(
                    Category.FORBIDDEN,
                    "source-remote",
                    "pages are named from the machine that Millrace runs on, until callers have an identity; upload instead");
        }
        List<String> urls = named.urls();
        if (urls == null
                || urls.isEmpty()
                || urls.size() > MAX_PAGES
                || urls.stream().anyMatch(Objects::isNull)) {
            throw new IllegalArgumentException("urls is a list of 1 to " + MAX_PAGES + " addresses");
        }
        AccessList access = named.access() == null ? null : new AccessList(named.access());
        String key = Objects.requireNonNullElseGet(
                idempotencyKey, () -> UUID.randomUUID().toString());
        backlog.requireRoom();
        List<Receipt> receipts = new ArrayList<>();
        List<String> permitted = permitted(urls, receipts);
        for (SourceRoot page : pages.register(permitted, access)) {
            receipts.add(announcing.announce(new Given(page.uri(), page.uri(), null, null, null, page.access()), key));
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
