package io.millrace.index.pgvector;

import io.millrace.testkit.PassageIndexContract;
import io.millrace.testkit.TestedStore;

final class PgvectorStoreContractTest extends PassageIndexContract {

    private final EmptyStore empty = new EmptyStore();

    @Override
    protected TestedStore tested() {
        return empty;
    }
}
