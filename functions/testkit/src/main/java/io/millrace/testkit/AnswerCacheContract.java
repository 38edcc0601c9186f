package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.cache.AnswerCache;
import org.junit.jupiter.api.Test;

/** What every {@link AnswerCache} does while it has room. */
public abstract class AnswerCacheContract {

    /** The same cache in each call of a test. */
    protected abstract AnswerCache cache();

    @Test
    void whatIsKeptIsFoundAsItWas() {
        cache().put("t/kept", SampleAnswer.of("Water turns the “wheel”."));
        cache().put("t/refusal", SampleAnswer.refusal());

        assertThat(cache().find("t/kept")).contains(SampleAnswer.of("Water turns the “wheel”."));
        assertThat(cache().find("t/refusal")).contains(SampleAnswer.refusal());
    }

    @Test
    void whatWasNotKeptIsNotFound() {
        cache().put("t/one", SampleAnswer.of("One."));

        assertThat(cache().find("t/another")).isEmpty();
        assertThat(cache().find("u/one")).isEmpty();
    }

    @Test
    void theLatestTakesThePlace() {
        cache().put("t/place", SampleAnswer.of("First."));
        cache().put("t/place", SampleAnswer.of("Second."));

        assertThat(cache().find("t/place")).contains(SampleAnswer.of("Second."));
    }

    @Test
    void whatIsRemovedIsGone() {
        cache().put("t/gone", SampleAnswer.of("Gone."));
        cache().put("t/stays", SampleAnswer.of("Stays."));

        cache().remove("t/gone");
        cache().remove("t/never");

        assertThat(cache().find("t/gone")).isEmpty();
        assertThat(cache().find("t/stays")).isPresent();
    }
}
