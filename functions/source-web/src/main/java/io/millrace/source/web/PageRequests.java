package io.millrace.source.web;

import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import okhttp3.Call;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Requests for pages: no proxy, no cookie, no password, each address checked, each redirect followed by hand and checked as the first address
 * was. OkHttp bounds the headers (256 KiB), the timeout covers everything up to the last byte of the body.
 */
final class PageRequests {

    static final int MAX_REDIRECTS = 5;
    static final String TOO_MANY_REDIRECTS = "document-redirects";
    private static final String USER_AGENT = "Millrace/0.1";

    private final GuardedNames names;
    private final OkHttpClient.Builder settings;
    private final Set<Integer> ports;
    private final Duration timeout;
    private final SilentSites silent = new SilentSites(new Random());
    private @Nullable OkHttpClient http;

    PageRequests(WebConfig config, Dns names) {
        AddressGuard guard = new AddressGuard(config.allowedNetworks().orElse(java.util.List.of()));
        this.names = new GuardedNames(names, guard);
        this.ports = Set.copyOf(config.ports());
        this.timeout = config.timeout();
        this.settings = new OkHttpClient.Builder()
                .proxy(Proxy.NO_PROXY)
                .dns(this.names)
                .socketFactory(new GuardedSockets(guard))
                .followRedirects(false)
                .followSslRedirects(false)
                .connectTimeout(config.connectTimeout())
                .readTimeout(timeout);
    }

    /** Made for the first request: it reads the platform's certificates, and most processes that could read pages have no site. */
    private synchronized OkHttpClient http() {
        if (http == null) {
            http = settings.build();
        }
        return http;
    }

    /**
     * Whether the guard lets {@code url} be asked now; the request itself checks again.
     *
     * @throws ProblemException the refusal, or UNAVAILABLE when the name is not known
     */
    void permit(HttpUrl url) {
        permitPort(url);
        try {
            names.lookup(url.host());
        } catch (UnknownHostException e) {
            throw failure(url, e);
        }
    }

    /**
     * Sends a request without a body, and follows where it leads.
     *
     * @param gate is asked before each request whether it may be sent; throws where not
     * @return the answer, whatever its status, which is no redirect. Close it; its body ends with an InterruptedIOException when the time is over
     * @throws ProblemException FORBIDDEN or UNPROCESSABLE with a code of {@code document-…} when it must not be sent; a retryable one when
     *     nothing answers
     */
    Response send(String method, HttpUrl page, Consumer<HttpUrl> gate) {
        long end = System.nanoTime() + timeout.toNanos();
        HttpUrl url = page;
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            permitPort(url);
            gate.accept(url);
            Response response = call(method, url, end);
            String location = response.isRedirect() ? response.header("Location") : null;
            if (location == null) {
                return response;
            }
            response.close();
            url = target(url, location);
        }
        throw ProblemException.of(
                Category.UNPROCESSABLE,
                TOO_MANY_REDIRECTS,
                page.host() + " redirects more than " + MAX_REDIRECTS + " times; register the page's final address");
    }

    private Response call(String method, HttpUrl url, long end) {
        Request request = new Request.Builder()
                .url(url)
                .method(method, null)
                .header("User-Agent", USER_AGENT)
                .build();
        Call call = http().newCall(request);
        call.timeout().timeout(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        long answersBefore = silent.answers(url);
        try {
            Response response = call.execute();
            silent.answered(url);
            return response;
        } catch (IOException e) {
            if (!(e instanceof AddressRefusedException)) {
                silent.failed(url, answersBefore);
            }
            throw failure(url, e);
        }
    }

    /** Which sites gave no answer to the latest requests. */
    SilentSites silent() {
        return silent;
    }

    private static HttpUrl target(HttpUrl from, String location) {
        HttpUrl target = from.resolve(location);
        if (target == null) {
            throw ProblemException.of(
                    Category.FORBIDDEN,
                    "document-redirect-refused",
                    from.host() + " redirects to an address that is not of http or https");
        }
        if (from.isHttps() && !target.isHttps()) {
            throw ProblemException.of(
                    Category.FORBIDDEN,
                    "document-redirect-refused",
                    from.host() + " redirects from https to http, which anyone on the way could change");
        }
        return WebUri.parse(target.toString());
    }

    private void permitPort(HttpUrl url) {
        if (!ports.contains(url.port())) {
            throw ProblemException.of(
                    Category.FORBIDDEN,
                    "document-address-refused",
                    "port " + url.port() + " of " + url.host() + " is not asked; add it to millrace.web.ports");
        }
    }

    private ProblemException failure(HttpUrl url, IOException cause) {
        Problem problem = switch (cause) {
            case AddressRefusedException refused ->
                new Problem(
                        Category.FORBIDDEN,
                        "document-address-refused",
                        url.host()
                                + " leads to an address that is not of the public internet; to read an intranet, add its network to"
                                + " millrace.web.allowed-networks");
            case UnknownHostException unknown ->
                new Problem(
                        Category.UNAVAILABLE,
                        "page-host-unknown",
                        "there is no host " + url.host() + ", or the name server is away; check the address");
            case InterruptedIOException slow -> timeout(url, timeout);
            default ->
                new Problem(
                        Category.UNAVAILABLE,
                        "page-unreachable",
                        url.host() + " can't be reached: " + cause.getClass().getSimpleName());
        };
        return new ProblemException(problem, cause);
    }

    static Problem timeout(HttpUrl url, Duration timeout) {
        return new Problem(
                Category.TIMEOUT,
                "page-timeout",
                "a page of " + url.host() + " took longer than " + timeout.toSeconds()
                        + " s; raise millrace.web.timeout if it is that slow");
    }
}
