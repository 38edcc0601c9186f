package io.millrace.source.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.problem.ProblemException;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;

class SilentSitesTest {

    private static final HttpUrl SITE = HttpUrl.get("https://example.org/");

    @Test
    void aDeadSiteIsAskedForFewOfManyPages() {
        SilentSites sites = new SilentSites(new Random(1));

        assertThat(asked(sites, 10_000)).hasSizeBetween(5, 20);
    }

    @Test
    void noPageIsPassedOverByEachRun() {
        Random random = new Random(1);
        Set<Integer> asked = new TreeSet<>();
        for (int run = 0; run < 1000; run++) {
            asked.addAll(asked(new SilentSites(random), 20));
        }

        assertThat(asked).hasSize(20);
    }

    @Test
    void aPageThatIsSlowWhileOthersAreAnsweredSaysNothingOfTheSite() {
        SilentSites sites = new SilentSites(new Random(1));
        long before = sites.answers(SITE);
        sites.answered(SITE);

        for (int i = 0; i < 10; i++) {
            sites.failed(SITE, before);
        }

        for (int i = 0; i < 10; i++) {
            sites.requireNotSilent(SITE);
        }
    }

    /** Which of some pages one after the other a site is asked for that never answers. */
    private static Set<Integer> asked(SilentSites sites, int pages) {
        Set<Integer> asked = new TreeSet<>();
        for (int page = 0; page < pages; page++) {
            try {
                sites.requireNotSilent(SITE);
                asked.add(page);
                sites.failed(SITE, sites.answers(SITE));
            } catch (ProblemException e) {
                assertThat(e.problem().code()).isEqualTo("page-not-reached");
            }
        }
        return asked;
    }
}
