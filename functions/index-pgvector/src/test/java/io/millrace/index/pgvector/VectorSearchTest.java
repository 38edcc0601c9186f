package io.millrace.index.pgvector;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.document.DocumentKey;
import io.millrace.core.index.Filter;
import io.millrace.core.index.Visibility;
import io.millrace.testkit.SampleDocument;
import io.millrace.testkit.SampleVectors;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which way a filtered search goes, where a tenant has many passages. */
@Tag("containers")
class VectorSearchTest {

    private final EmptyStore empty = new EmptyStore();

    @AfterEach
    void close() {
        empty.close();
    }

    @Test
    void ofManyPassagesThoseAreCountedThatAreAdmitted() {
        for (String name : Set.of("one", "two", "three")) {
            empty.store().stage(SampleDocument.of(name, "Text of " + name).batch());
        }
        try (Database database = new Database(EmptyStore.settings())) {
            int few = database.read(connection -> foundOfOne(connection, 1));
            int many = database.read(connection -> foundOfOne(connection, 10_000));
            assertThat(few).isEqualTo(1);
            assertThat(many).isEqualTo(1);
        }
    }

    /**
     * How many are found of a document of one passage.
     *
     * @param chunks how many each document says it has
     */
    private static int foundOfOne(Connection connection, int chunks) throws SQLException {
        String id = SampleDocument.of("two", "").key().id();
        Admission two = new Admission(
                Visibility.anonymous(DocumentKey.DEFAULT_TENANT),
                new Filter(Set.of(), null, Set.of(), Set.of(), Set.of(), null, null, Set.of(id)));
        VectorSearch search = new VectorSearch(
                connection, SampleVectors.DIMENSION, SampleVectors.unit(4).toArray());
        connection.setAutoCommit(false);
        new Sql("UPDATE tenant_use SET chunks = 100000").update(connection);
        new Sql("UPDATE document SET chunks = ?", chunks).update(connection);
        int found = search.nearest(5, two, false).size();
        connection.rollback();
        connection.setAutoCommit(true);
        return found;
    }
}
