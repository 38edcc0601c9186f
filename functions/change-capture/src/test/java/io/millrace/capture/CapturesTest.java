package io.millrace.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.index.lucene.LuceneSettings;
import io.millrace.index.lucene.LuceneStore;
import io.millrace.source.jdbc.JdbcReaders;
import io.millrace.source.jdbc.JdbcSettings;
import io.millrace.source.mongodb.MongoSettings;
import io.millrace.source.row.DatabaseSources;
import io.millrace.source.row.RowLimits;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.inject.Instance;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CapturesTest {

    @Test
    void beginsWhatMappingsNameSaysWhichAreWrongAndBeginsNothingOnceItIsStopped(@TempDir Path folder) throws Exception {
        Path mappings = Files.createDirectory(folder.resolve("mappings"));
        Files.writeString(mappings.resolve("closed.yaml"), """
                name: closed
                engine: postgresql
                url: jdbc:postgresql://127.0.0.1:1/none
                user: nobody
                documents:
                  - {table: bills, key: [id], title: "{{words}}", columns: [words], access: [public]}
                """);
        Files.writeString(mappings.resolve("torn.yaml"), "name: [");
        try (RecordingBroker broker = new RecordingBroker();
                LuceneStore store = LuceneStore.open(folder.resolve("store"), LuceneSettings.defaults());
                DatabaseSources sources =
                        new DatabaseSources(mappings, List.of(new JdbcReaders(JdbcSettings.USUAL)), RowLimits.USUAL)) {
            Captures captures = new Captures(
                    new Shop.Quick(),
                    sources,
                    instance(store.positions()),
                    instance(store),
                    instance(store),
                    broker.sink(),
                    MongoSettings.USUAL);
            captures.compare(sources.all(), sources.problems());
            assertThat(captures.statuses()).extracting(CaptureStatus::source).containsExactly("closed");
            assertThat(captures.problems()).singleElement().asString().startsWith("torn.yaml:");

            captures.stop(new ShutdownEvent());
            captures.compare(sources.all(), sources.problems());

            assertThat(captures.statuses()).isEmpty();
        }
    }

    /** As the container gives it. */
    @SuppressWarnings("unchecked")
    private static <T> Instance<T> instance(Object only) {
        return (Instance<T>) Proxy.newProxyInstance(
                CapturesTest.class.getClassLoader(), new Class<?>[] {Instance.class}, (_, _, _) -> only);
    }
}
