package io.millrace.index.opensearch;

import io.millrace.testkit.TestedStore;
import io.millrace.testkit.UnchangedChunksContract;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Large documents. Only where the full tests are asked for. */
@EnabledIfSystemProperty(named = "millrace.full", matches = "true")
@Tag("containers")
final class OpenSearchUnchangedChunksTest extends UnchangedChunksContract {

    private final EmptyStore empty = new EmptyStore(2);

    @Override
    protected TestedStore tested() {
        return empty;
    }
}
