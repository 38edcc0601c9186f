package io.millrace.core.cache;

import io.millrace.core.answer.Answer;
import io.millrace.core.answer.Citation;
import io.millrace.core.index.Edition;
import io.millrace.core.retrieve.Surroundings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer and what tells whether it still holds.
 *
 * @param answer not degraded
 * @param cut whether the generator's limit of length ended it
 * @param prompt what the generator was told, as {@link io.millrace.core.answer.AnswerPlan#told} gives it; null where it was not asked
 * @param surroundings of its retrieval
 */
public record CachedAnswer(
        Answer answer, boolean cut, @Nullable String prompt, Surroundings surroundings) {

    /** What an object, its reference and a short text take on the heap, about. */
    private static final int OBJECT = 64;

    public CachedAnswer {
        if (answer.degraded()) {
            throw new IllegalArgumentException("a degraded answer is not kept: the next one may be better");
        }
    }

    CachedAnswer at(Edition edition) {
        return new CachedAnswer(answer, cut, prompt, surroundings.at(edition));
    }

    /** What it cites, chunks by document, in order. */
    List<String> cited() {
        return answer.citations().stream().map(CachedAnswer::name).toList();
    }

    private static String name(Citation citation) {
        return citation.document() + "/" + citation.chunk();
    }

    /** About how many bytes it takes. */
    public int bytes() {
        int bytes = 8 * OBJECT
                + 2 * answer.text().length()
                + Float.BYTES * surroundings.vector().dimension();
        bytes += surroundings.documents().size() * 2 * OBJECT
                + surroundings.words().holding().size() * OBJECT;
        for (Citation citation : answer.citations()) {
            bytes += 6 * OBJECT
                    + 2
                            * (citation.quote().length()
                                    + citation.uri().length()
                                    + citation.title().length());
        }
        return bytes;
    }
}
