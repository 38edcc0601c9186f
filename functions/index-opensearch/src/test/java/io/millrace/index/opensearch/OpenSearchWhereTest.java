package io.millrace.index.opensearch;

import io.millrace.testkit.TestedStore;
import io.millrace.testkit.WhereContract;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Two hundred documents, and as many requests. Only where the full tests are asked for. */
@EnabledIfSystemProperty(named = "millrace.full", matches = "true")
@Tag("containers")
final class OpenSearchWhereTest extends WhereContract {

    private final EmptyStore empty = new EmptyStore();

    @Override
    protected TestedStore tested() {
        return empty;
    }
}
