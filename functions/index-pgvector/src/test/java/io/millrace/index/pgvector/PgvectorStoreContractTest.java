package io.millrace.index.pgvector;

import io.millrace.testkit.PassageIndexContract;
import io.millrace.testkit.TestedStore;
import org.junit.jupiter.api.Tag;

@Tag("containers")
final class PgvectorStoreContractTest extends PassageIndexContract {

    private final EmptyStore empty = new EmptyStore();

    @Override
    protected TestedStore tested() {
        return empty;
    }
}
