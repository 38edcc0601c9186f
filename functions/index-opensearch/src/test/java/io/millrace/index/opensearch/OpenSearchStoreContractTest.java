package io.millrace.index.opensearch;

import io.millrace.testkit.PassageIndexContract;
import io.millrace.testkit.TestedStore;

final class OpenSearchStoreContractTest extends PassageIndexContract {

    private final EmptyStore empty = new EmptyStore();

    @Override
    protected TestedStore tested() {
        return empty;
    }
}
