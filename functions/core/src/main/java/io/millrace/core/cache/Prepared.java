package io.millrace.core.cache;

import io.millrace.core.answer.Citation;
import io.millrace.core.retrieve.Retrieval;
import io.millrace.core.retrieve.Retrieved;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A question that can be answered: by what is kept, or from what was found.
 *
 * @param key its name in the cache; null where it is not kept
 * @param kept what the cache had; null where it had nothing
 * @param found null where what is kept holds
 * @param embedding how long the question's embedding took; zero where it was not needed
 * @param lookup how long it took to know whether what is kept holds
 */
public record Prepared(
        Asked asked,
        @Nullable String key,
        @Nullable CachedAnswer kept,
        @Nullable Retrieved found,
        Duration embedding,
        Duration lookup) {

    public Prepared {
        if (found == null && kept == null) {
            throw new IllegalArgumentException("an answer needs something to rest on");
        }
    }

    /** What was found; empty where no search was needed. */
    public Optional<Retrieval> retrieval() {
        return Optional.ofNullable(found).map(Retrieved::retrieval);
    }

    /** Ids of documents that the answer may show something of. */
    public List<String> documents() {
        return found != null
                ? found.retrieval().passages().stream()
                        .map(scored -> scored.passage().document())
                        .toList()
                : kept == null
                        ? List.of()
                        : kept.answer().citations().stream()
                                .map(Citation::document)
                                .toList();
    }
}
