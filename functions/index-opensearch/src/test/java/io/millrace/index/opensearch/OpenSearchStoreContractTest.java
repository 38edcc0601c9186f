package io.millrace.index.opensearch;

import io.millrace.testkit.PassageIndexContract;
import io.millrace.testkit.TestedStore;
import org.junit.jupiter.api.Tag;

@Tag("containers")
final class OpenSearchStoreContractTest extends PassageIndexContract {

    private final EmptyStore empty = new EmptyStore();

    @Override
    protected TestedStore tested() {
        return empty;
    }
}
