package io.millrace.topology.flow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds ways on which an event leads to one of its own type again, by depth-first search. */
final class Circles {

    private final List<Hop> hops;
    private final Deque<Hop> way = new ArrayDeque<>();
    private final Set<String> finished = new HashSet<>();
    private final List<List<Hop>> found = new ArrayList<>();

    private Circles(List<Hop> hops) {
        this.hops = hops;
    }

    /** One circle for each way back that the search meets; none exactly when no event can go round. */
    static List<List<Hop>> of(List<Hop> hops) {
        Circles search = new Circles(hops);
        hops.forEach(hop -> search.visit(hop.type()));
        return search.found;
    }

    private void visit(String type) {
        if (finished.contains(type)) {
            return;
        }
        if (way.stream().anyMatch(hop -> hop.type().equals(type))) {
            found.add(way.stream().dropWhile(hop -> !hop.type().equals(type)).toList());
            return;
        }
        for (Hop hop : hops) {
            if (hop.type().equals(type)) {
                way.addLast(hop);
                hop.leadsTo().forEach(this::visit);
                way.removeLast();
            }
        }
        finished.add(type);
    }
}
