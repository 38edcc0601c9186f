package io.millrace.index.opensearch;

import io.millrace.testkit.FilterContract;
import io.millrace.testkit.TestedStore;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Two hundred questions, each asked twice. Only where the full tests are asked for. */
@EnabledIfSystemProperty(named = "millrace.full", matches = "true")
@Tag("containers")
final class OpenSearchFilterTest extends FilterContract {

    private final EmptyStore empty = new EmptyStore();

    @Override
    protected TestedStore tested() {
        return empty;
    }
}
