package io.millrace.cli.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;

/** Waits until nothing of some documents is under way any more. */
public final class Settlement {

    private static final Duration SHORTEST = Duration.ofMillis(50);
    private static final int ASKED_AT_ONCE = 64;
    private static final Duration LONGEST = Duration.ofMillis(500);

    private final MillraceClient client;

    public Settlement(MillraceClient client) {
        this.client = client;
    }

    /**
     * Returns when all have settled, however long that takes: what can't be processed settles too, as rejected.
     *
     * @param settled hears how many have
     * @return the documents by id
     */
    public Map<String, DocumentView> await(Collection<String> ids, LongConsumer settled) {
        Map<String, DocumentView> done = new HashMap<>();
        Set<String> waiting = new LinkedHashSet<>(ids);
        int total = waiting.size();
        Duration pause = SHORTEST;
        while (!waiting.isEmpty()) {
            boolean progress = false;
            for (DocumentView document : nextStates(waiting)) {
                if (document.settled()) {
                    waiting.remove(document.id());
                    done.put(document.id(), document);
                    progress = true;
                }
            }
            settled.accept(total - (long) waiting.size());
            if (!progress) {
                pause(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : pause.multipliedBy(2);
            }
        }
        return done;
    }

    /** A few: documents settle about in the order in which they were announced, so the first are worth asking for. */
    private List<DocumentView> nextStates(Set<String> waiting) {
        List<String> first = new ArrayList<>(ASKED_AT_ONCE);
        for (String id : waiting) {
            if (first.size() == ASKED_AT_ONCE) {
                break;
            }
            first.add(id);
        }
        return client.states(first);
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for documents", e);
        }
    }
}
