package io.millrace.core.ingest;

import java.util.List;

/**
 * What third parties do to a document's content on its way into the index. A change of these is a new configuration, under which every document is a new
 * version (architecture §9.1).
 *
 * @param names each step with its revision, in the order in which content passes them; empty where there is none
 */
public record IngestionSteps(List<String> names) {

    public IngestionSteps {
        names = List.copyOf(names);
    }
}
