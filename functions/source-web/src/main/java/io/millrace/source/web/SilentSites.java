package io.millrace.source.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.time.Duration;
import okhttp3.HttpUrl;

/** Sites that gave no answer a moment ago, so that looks at many of their pages take a time-out or a few, not one each. A page that must be read is asked for all the same. */
final class SilentSites {

    /** So many pages in a row: one alone may be slow where others are not. */
    private static final int UNANSWERED = 3;

    /** A run looks at all pages of a silent site within this; the next finds it as it is then. */
    private static final Duration KEPT = Duration.ofMinutes(10);

    private static final int MAX_SITES = 1000;

    private final Cache<Site, Integer> unanswered =
            Caffeine.newBuilder().maximumSize(MAX_SITES).expireAfterWrite(KEPT).build();

    private record Site(String host, int port) {

        static Site of(HttpUrl url) {
            return new Site(url.host(), url.port());
        }
    }

    void answered(HttpUrl url) {
        unanswered.invalidate(Site.of(url));
    }

    /** Not in time, or not at all. */
    void failed(HttpUrl url) {
        unanswered.asMap().merge(Site.of(url), 1, Integer::sum);
    }

    /** @throws ProblemException UNAVAILABLE where its site is silent */
    void requireNotSilent(HttpUrl url) {
        Integer failures = unanswered.getIfPresent(Site.of(url));
        if (failures != null && failures >= UNANSWERED) {
            throw new ProblemException(
                    new Problem(
                            Category.UNAVAILABLE,
                            "page-not-reached",
                            url.host()
                                    + " did not answer for other pages, so this one was not asked for; it is tried again by the next run"));
        }
    }
}
