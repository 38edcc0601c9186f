package io.millrace.source.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.millrace.core.document.DocumentSource;
import io.millrace.core.document.RegisteredSources;
import io.millrace.core.document.SourceRoot;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.ProblemException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Registered pages of the web, and no others: whatever an event says, a page that nobody registered is not asked for. */
public final class WebSource implements DocumentSource {

    /** A run that lists pages and then looks for what is gone asks for each once, and again for what is gone: that must be true when it is removed. */
    private static final Duration LOOK_KEPT = Duration.ofMinutes(10);

    /** A page of a reindex run must end before another run may take its place. */
    private static final Duration LIST_PATIENCE = Duration.ofMinutes(1);

    private static final int MAX_LOOKS = 10_000;

    private final RegisteredSources registered;
    private final PageRequests requests;
    private final Robots robots;
    private final PageLooks looks;
    private final long maxBytes;
    private final Duration timeout;
    private final Cache<String, PageLook> latest = Caffeine.newBuilder()
            .maximumSize(MAX_LOOKS)
            .expireAfterWrite(LOOK_KEPT)
            .build();

    public WebSource(RegisteredSources registered, WebConfig config) {
        this(registered, config, Dns.SYSTEM);
    }

    /** @param names tells addresses by names; tests have their own */
    WebSource(RegisteredSources registered, WebConfig config, Dns names) {
        this.registered = registered;
        this.requests = new PageRequests(config, names);
        this.robots = new Robots(requests);
        this.maxBytes = config.maxBytes();
        this.timeout = config.timeout();
        this.looks = new PageLooks(this::look);
    }

    @Override
    public boolean serves(String uri) {
        return WebUri.isWeb(uri);
    }

    /**
     * Whether a page may be registered, as far as can be told without asking for it: an address in the public internet or in a network that is allowed.
     *
     * @param uri canonical
     * @throws ProblemException says why not; UNAVAILABLE where its host is not known
     */
    public void permit(String uri) {
        requests.permit(WebUri.parse(uri));
    }

    @Override
    public Content open(String uri) throws IOException {
        if (!isRegistered(uri)) {
            throw RegisteredSources.notRegistered(uri);
        }
        Response response = send("GET", WebUri.parse(uri));
        try {
            PageAnswer.requirePage(uri, response);
            NoIndex.requireIndexable(uri, response);
            BufferedInputStream body =
                    new BufferedInputStream(new PageBody(response, maxBytes, timeout), NoIndex.HEAD_BYTES);
            MediaType type = response.body().contentType();
            if (type == null || type.subtype().contains("html")) {
                body.mark(NoIndex.HEAD_BYTES);
                NoIndex.requireIndexable(uri, body.readNBytes(NoIndex.HEAD_BYTES), type);
                body.reset();
            }
            return new Content(
                    body,
                    response.body().contentLength(),
                    PageAnswer.mark(response).orElse(null),
                    response.header("Content-Type"));
        } catch (IOException | RuntimeException e) {
            response.close();
            throw e;
        }
    }

    /**
     * The registered pages in {@code scope} that answer, as many as are asked for if there are; those that don't answer now are left out, and neither new
     * nor gone. One that is asked for by itself is looked at alone.
     *
     * @throws ProblemException retryable, where of the pages that were looked at none told anything
     */
    @Override
    public List<Entry> list(String prefix, @Nullable String after, int limit) {
        List<String> pages = registered.roots().stream()
                .map(SourceRoot::uri)
                .filter(uri -> serves(uri) && uri.startsWith(prefix))
                .filter(uri -> after == null || uri.compareTo(after) > 0)
                .distinct()
                .sorted()
                .toList();
        if (limit == 1 && !pages.isEmpty() && pages.getFirst().equals(prefix)) {
            pages = pages.subList(0, 1);
        }
        List<Entry> entries = List.of();
        List<PageLook> seen = new ArrayList<>();
        long end = System.nanoTime() + LIST_PATIENCE.toNanos();
        for (int start = 0; start < pages.size() && entries.size() < limit; ) {
            int stop = Math.min(pages.size(), start + limit - entries.size());
            seen.addAll(looks.at(pages.subList(start, stop), end));
            entries = seen.stream().flatMap(look -> look.entry().stream()).toList();
            start = stop;
        }
        requireOneTold(seen);
        return entries;
    }

    private static void requireOneTold(List<PageLook> seen) {
        Problem unknown = null;
        for (PageLook look : seen) {
            if (look.unknown() == null) {
                return;
            }
            unknown = look.unknown();
        }
        if (unknown != null) {
            throw new ProblemException(unknown);
        }
    }

    /** Only a page that its server says is gone is gone. */
    @Override
    public boolean contains(String uri) {
        if (!isRegistered(uri)) {
            return true;
        }
        PageLook look = latest.getIfPresent(uri);
        return !(look == null ? look(uri) : look).gone();
    }

    private PageLook look(String uri) {
        PageLook look = PageLook.at(
                uri,
                method -> sendToLook(method, WebUri.parse(uri)),
                response -> new PageBody(response, maxBytes, timeout));
        if (look.gone()) {
            latest.invalidate(uri);
        } else {
            latest.put(uri, look);
        }
        return look;
    }

    private Response send(String method, HttpUrl page) {
        return requests.send(method, page, url -> robots.requireAllowed(url, page));
    }

    private Response sendToLook(String method, HttpUrl page) {
        return requests.send(method, page, url -> {
            requests.silent().requireNotSilent(url);
            robots.requireAllowed(url, page);
        });
    }

    private boolean isRegistered(String uri) {
        return registered.roots().stream().anyMatch(root -> root.uri().equals(uri));
    }
}
