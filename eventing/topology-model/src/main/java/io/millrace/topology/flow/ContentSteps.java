package io.millrace.topology.flow;

import io.millrace.contracts.EventType;
import io.millrace.topology.Topology;
import io.millrace.topology.TriggerSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The steps of third parties that a document's content passes on its way into the index. */
public final class ContentSteps {

    private ContentSteps() {}

    /**
     * Names each by its Trigger and, after an {@code @}, its revision, in the order in which content passes them. They are part of what every version of a
     * document rests on (architecture §9.1), so that another step, or another revision of one, indexes all documents anew. The address is no part: a step
     * that moved does the same.
     */
    public static List<String> of(Topology topology) {
        Set<String> content = new HashSet<>(Set.of(EventType.Names.DOCUMENT_CHANGED, EventType.Names.CHUNKS_PREPARED));
        List<String> steps = new ArrayList<>();
        List<TriggerSpec> waiting = new ArrayList<>(topology.triggers());
        waiting.removeIf(trigger -> trigger.step().emits().isEmpty());
        boolean found = true;
        while (found) {
            List<TriggerSpec> reached = waiting.stream()
                    .filter(trigger -> content.stream().anyMatch(trigger.filter()::couldMatchType))
                    .toList();
            for (TriggerSpec trigger : reached) {
                String revision = trigger.step().revision();
                steps.add(revision.isEmpty() ? trigger.name() : trigger.name() + "@" + revision);
                content.addAll(trigger.step().emits());
            }
            waiting.removeAll(reached);
            found = !reached.isEmpty();
        }
        return steps;
    }
}
