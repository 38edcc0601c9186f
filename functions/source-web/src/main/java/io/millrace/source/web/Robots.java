package io.millrace.source.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import crawlercommons.robots.SimpleRobotRules;
import crawlercommons.robots.SimpleRobotRules.RobotRulesMode;
import crawlercommons.robots.SimpleRobotRulesParser;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import okhttp3.HttpUrl;
import okhttp3.Response;

/** What the robots.txt of a page's server asks for (RFC 9309), kept for an hour. */
final class Robots {

    /** Our name in a robots.txt, in lower case as the parser wants it. */
    static final String AGENT = "millrace";

    /** RFC 9309 §2.5: at least 500 KiB are read; what comes after is read over. */
    private static final int MAX_BYTES = 512 << 10;

    private static final int MAX_SERVERS = 1000;
    private static final Duration KEPT = Duration.ofHours(1);

    private final PageRequests requests;
    private final SimpleRobotRulesParser parser = new SimpleRobotRulesParser();
    private final Cache<HttpUrl, SimpleRobotRules> rules = Caffeine.newBuilder()
            .maximumSize(MAX_SERVERS)
            .expireAfterWrite(KEPT)
            .build();

    Robots(PageRequests requests) {
        this.requests = requests;
    }

    /**
     * @param url the page's or what it redirects to; named by its host only, since the rest may hold a signature
     * @param page the registered page
     * @throws ProblemException FORBIDDEN, code {@code document-robots}, where the page may not be read; a retryable one where the rules can't
     *     be had: what a server forbids is not known then (RFC 9309 §2.3.1.4)
     */
    void requireAllowed(HttpUrl url, HttpUrl page) {
        HttpUrl file = url.newBuilder().encodedPath("/robots.txt").query(null).build();
        SimpleRobotRules known = rules.getIfPresent(file);
        if (known == null) {
            known = fetch(file);
            rules.put(file, known);
        }
        if (!known.isAllowed(url.toString())) {
            throw ProblemException.of(
                    Category.FORBIDDEN,
                    "document-robots",
                    "the robots.txt of " + url.host() + " asks not to read "
                            + (url.equals(page) ? "" : "what this page redirects to: ")
                            + page.newBuilder().query(null).build());
        }
    }

    private SimpleRobotRules fetch(HttpUrl file) {
        List<HttpUrl> asked = new ArrayList<>(List.of(file));
        try (Response response = requests.send("GET", file, asked::add)) {
            int status = response.code();
            if (status == 429 || status >= 500) {
                throw unavailable(file, "answered " + status);
            }
            if (status != 200) {
                return new SimpleRobotRules(RobotRulesMode.ALLOW_ALL);
            }
            byte[] content = response.body().byteStream().readNBytes(MAX_BYTES);
            return parser.parseContent(file.toString(), content, "text/plain", List.of(AGENT));
        } catch (IOException e) {
            throw unavailable(file, "broke off");
        } catch (ProblemException e) {
            return redirected(file, asked.getLast(), e);
        }
    }

    /**
     * A verdict on where robots.txt leads is none on the page. Too many redirects mean that there is none (RFC 9309 §2.3.1.2).
     *
     * @param asked what was asked last
     * @throws ProblemException {@code failure} itself where another try can mend it, or the server's own address is refused
     */
    private static SimpleRobotRules redirected(HttpUrl file, HttpUrl asked, ProblemException failure) {
        boolean ownAddress = failure.getCause() instanceof AddressRefusedException
                && asked.host().equals(file.host());
        if (ownAddress || failure.problem().category().retryable()) {
            throw failure;
        }
        if (failure.problem().code().equals(PageRequests.TOO_MANY_REDIRECTS)) {
            return new SimpleRobotRules(RobotRulesMode.ALLOW_ALL);
        }
        throw unavailable(file, "redirects to where it must not be read");
    }

    private static ProblemException unavailable(HttpUrl file, String what) {
        return ProblemException.of(
                Category.UNAVAILABLE,
                "page-robots-unavailable",
                file + " " + what + ", so it is not known which pages may be read; it is tried again later");
    }
}
