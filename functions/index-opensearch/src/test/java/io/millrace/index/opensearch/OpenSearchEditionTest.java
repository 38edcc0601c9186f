package io.millrace.index.opensearch;

import io.millrace.testkit.EditionContract;
import io.millrace.testkit.TestedStore;
import org.junit.jupiter.api.Tag;

@Tag("containers")
final class OpenSearchEditionTest extends EditionContract {

    private final EmptyStore empty = new EmptyStore(2);

    @Override
    protected TestedStore tested() {
        return empty;
    }
}
