package io.millrace.index.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.index.Filter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.api.Test;

class BeginsWithTest {

    @Test
    void findsWhatBeginsSo() throws IOException {
        try (ByteBuffersDirectory directory = new ByteBuffersDirectory()) {
            try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
                for (String uri :
                        List.of("a", "file:/a", "file:/a/1", "file:/a/2", "file:/aé", "file:/a\uD83D\uDE00", "g")) {
                    Document document = new Document();
                    document.add(new StringField(Fields.URI, uri, Store.NO));
                    writer.addDocument(document);
                }
            }
            try (DirectoryReader reader = DirectoryReader.open(directory)) {
                IndexSearcher searcher = new IndexSearcher(reader);
                assertThat(searcher.count(new BeginsWith(Fields.URI, "file:/a")))
                        .isEqualTo(5);
                assertThat(searcher.count(new BeginsWith(Fields.URI, "file:/a/")))
                        .isEqualTo(2);
                assertThat(searcher.count(new BeginsWith(Fields.URI, "file:/a\uD83D\uDE00")))
                        .isEqualTo(1);
                assertThat(searcher.count(new BeginsWith(Fields.URI, "h"))).isZero();
                assertThat(searcher.count(new BeginsWith(Fields.PATH, "file:/a")))
                        .isZero();
            }
        }
    }

    /** An automaton for these would take 30 MB. */
    @Test
    void longPrefixesCostLittle() {
        Set<String> sources = IntStream.range(0, 4)
                .mapToObj(i -> "file:/" + i + "x".repeat(Filter.MAX_LENGTH - 8) + "/")
                .collect(Collectors.toSet());
        Filter filter = new Filter(sources, null, Set.of(), Set.of(), Set.of(), null, null, Set.of());
        var thread = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();
        Query query = FilterFields.query(filter, "t");
        assertThat(thread.getCurrentThreadAllocatedBytes() - before).isLessThan(2 << 20);
        assertThat(query).isEqualTo(FilterFields.query(filter, "t"));
    }
}
