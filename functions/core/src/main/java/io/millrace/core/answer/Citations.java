package io.millrace.core.answer;

import io.millrace.core.index.Passage;
import io.millrace.core.text.Span;
import java.util.ArrayList;
import java.util.List;

/** Numbers what an answer rests on: the same words of the same passage keep their number. */
final class Citations {

    private final List<Citation> citations = new ArrayList<>();

    /** The number of {@code quote} (in the passage's text). */
    int number(Passage passage, Span quote) {
        Citation next = Citation.of(citations.size() + 1, passage, quote);
        for (Citation known : citations) {
            if (known.chunk().equals(next.chunk())
                    && known.span().equals(next.span())
                    && known.quote().equals(next.quote())) {
                return known.number();
            }
        }
        citations.add(next);
        return next.number();
    }

    List<Citation> all() {
        return List.copyOf(citations);
    }
}
