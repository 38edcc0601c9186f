package io.millrace.index.pgvector;

import io.millrace.testkit.EditionContract;
import io.millrace.testkit.TestedStore;
import org.junit.jupiter.api.Tag;

@Tag("containers")
final class PgvectorEditionTest extends EditionContract {

    private final EmptyStore empty = new EmptyStore();

    @Override
    protected TestedStore tested() {
        return empty;
    }
}
