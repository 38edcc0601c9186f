package io.millrace.source.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.time.Duration;
import java.util.random.RandomGenerator;
import okhttp3.HttpUrl;

/**
 * Sites that gave no answer a moment ago, so that looks at many of their pages take some time-outs, not one each. A page that must be read is asked for all the same.
 *
 * <p>Some pages of a silent site are asked for nevertheless, fewer and fewer: a site that lives may have slow pages in a row, and its others must not wait for ever. How many are passed over between two is drawn, so that it isn't the
 * same ones in each run.
 */
final class SilentSites {

    /** So many pages in a row: one alone may be slow where others are not. */
    private static final int UNANSWERED = 3;

    /** Each time so many times as many pages are passed over: of ten thousand, ten or so are asked for. */
    private static final int GROWTH = 4;

    /** Then it is found as it is then. */
    private static final Duration KEPT = Duration.ofMinutes(10);

    private static final int MAX_SITES = 1000;

    private final RandomGenerator random;
    private final Cache<Name, Site> sites =
            Caffeine.newBuilder().maximumSize(MAX_SITES).expireAfterWrite(KEPT).build();

    SilentSites(RandomGenerator random) {
        this.random = random;
    }

    private record Name(String host, int port) {}

    /** What is known of one. */
    private final class Site {

        private long answers;
        private int failures;
        private int toPassOver;
        private int spacing = 1;

        synchronized long answers() {
            return answers;
        }

        synchronized void answered() {
            answers++;
            failures = 0;
            toPassOver = 0;
            spacing = 1;
        }

        synchronized void failed(long answersBefore) {
            if (answers == answersBefore) {
                failures++;
            }
        }

        synchronized boolean passesOver() {
            if (failures < UNANSWERED) {
                return false;
            }
            if (toPassOver > 0) {
                toPassOver--;
                return true;
            }
            spacing *= GROWTH;
            toPassOver = random.nextInt(2 * spacing);
            return false;
        }
    }

    /** How often it has answered so far: for {@link #failed}. */
    long answers(HttpUrl url) {
        return site(url).answers();
    }

    void answered(HttpUrl url) {
        site(url).answered();
    }

    /**
     * Not in time, or not at all. Where another page was answered meanwhile, it is the page that is slow.
     *
     * @param answersBefore as it was when the request began
     */
    void failed(HttpUrl url, long answersBefore) {
        site(url).failed(answersBefore);
    }

    /** @throws ProblemException UNAVAILABLE where its site is silent */
    void requireNotSilent(HttpUrl url) {
        if (site(url).passesOver()) {
            throw new ProblemException(
                    new Problem(
                            Category.UNAVAILABLE,
                            "page-not-reached",
                            url.host()
                                    + " did not answer for other pages, so this one was not asked for; it is tried again by the next run"));
        }
    }

    private Site site(HttpUrl url) {
        return sites.get(new Name(url.host(), url.port()), _ -> new Site());
    }
}
