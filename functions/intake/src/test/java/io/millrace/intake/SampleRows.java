package io.millrace.intake;

import io.millrace.source.row.DocumentMapping;
import io.millrace.source.row.Engine;
import io.millrace.source.row.JoinedRow;
import io.millrace.source.row.Row;
import io.millrace.source.row.RowFinding;
import io.millrace.source.row.RowLimits;
import io.millrace.source.row.RowReader;
import io.millrace.source.row.RowReaders;
import io.millrace.source.row.SourceMapping;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** What the golden events' database holds: products by their key. Whatever is asked of it fails while it is away. */
@Singleton
class SampleRows implements RowReaders {

    final NavigableMap<String, String> products = new ConcurrentSkipListMap<>();
    volatile boolean away;

    /** The mapping of that database. */
    public static class Mapping implements QuarkusTestResourceLifecycleManager {

        @Override
        public Map<String, String> start() {
            try {
                Path folder = Files.createTempDirectory("databases");
                Files.writeString(folder.resolve("shop.yaml"), """
                        name: shop
                        engine: postgresql
                        url: jdbc:postgresql://db:5432/shop
                        documents:
                          - table: public.products
                            key: [id]
                            title: "{{name}}"
                            body: "{{name}}{{#reviews}} {{text}}{{/reviews}}"
                            children:
                              reviews: {table: reviews, refer: {product_id: id}}
                            access: [public]
                        """);
                return Map.of("millrace.databases.folder", folder.toString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void stop() {}
    }

    @Override
    public Set<Engine> engines() {
        return Set.of(Engine.POSTGRESQL);
    }

    @Override
    public RowReader open(SourceMapping source, RowLimits limits) {
        return new RowReader() {
            @Override
            public List<JoinedRow> read(DocumentMapping document, List<List<String>> keys) throws IOException {
                requireThere();
                return keys.stream()
                        .filter(key -> products.containsKey(key.getFirst()))
                        .map(key -> new JoinedRow(
                                key,
                                new Row(Map.of("name", products.get(key.getFirst()))),
                                Map.of("reviews", List.of())))
                        .toList();
            }

            @Override
            public List<List<String>> keysWhere(
                    DocumentMapping document, List<Map<String, String>> anyOf, @Nullable List<String> after, int limit)
                    throws IOException {
                requireThere();
                return products.tailMap(after == null ? "" : after.getFirst(), false).keySet().stream()
                        .filter(id -> anyOf.contains(Map.of("id", id)))
                        .map(List::of)
                        .limit(limit)
                        .toList();
            }

            @Override
            public List<JoinedRow> page(DocumentMapping document, @Nullable List<String> after, int limit) {
                throw new UnsupportedOperationException("intake lists nothing");
            }

            @Override
            public List<List<String>> keys(DocumentMapping document, @Nullable List<String> after, int limit) {
                throw new UnsupportedOperationException("intake lists nothing");
            }

            @Override
            public List<RowFinding> inspect(DocumentMapping document) {
                return List.of();
            }

            @Override
            public void close() {}
        };
    }

    private void requireThere() throws IOException {
        if (away) {
            throw new IOException("the database is away");
        }
    }
}
