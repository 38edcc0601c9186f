package io.millrace.index.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.SampleDocument;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.stream.IntStream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SegmentReader;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.junit.jupiter.api.Test;

class QuietMergesTest {

    private static final int DOCUMENTS = 40;

    @Test
    void whenNobodyWritesFewSegmentsAreLeftAndAllThatWasWritten() throws IOException {
        try (Directory directory = new ByteBuffersDirectory();
                LuceneStore store = open(directory, Duration.ZERO)) {
            fill(store);

            // More than twice all smaller ones together: 40 documents fit in 4 such segments at most.
            await().untilAsserted(() -> assertThat(segments(directory)).isLessThanOrEqualTo(4));
            await().until(store::isSettled);
            assertThat(store.counts().documents()).isEqualTo(DOCUMENTS);
        }
    }

    @Test
    void aLargeSegmentIsNotWrittenAgainForASmallOne() throws IOException {
        try (Directory directory = new ByteBuffersDirectory();
                LuceneStore store = open(directory, Duration.ZERO)) {
            fill(store);
            await().until(store::isSettled);
            String largest = largest(directory);

            store.stage(SampleDocument.of("one-more", "some text").batch());
            await().until(store::isSettled);

            assertThat(largest(directory)).isEqualTo(largest);
        }
    }

    @Test
    void whileTheyMightWriteNothingIsMergedBeyondWhatWritingMerges() throws IOException {
        try (Directory directory = new ByteBuffersDirectory();
                LuceneStore store = open(directory, Duration.ofHours(1))) {
            store.stage(SampleDocument.of("one", "some text").batch());
            store.stage(SampleDocument.of("two", "some text").batch());

            assertThat(segments(directory)).isEqualTo(2);
            assertThat(store.isSettled()).isFalse();
        }
    }

    private static LuceneStore open(Directory directory, Duration tidyAfter) {
        return LuceneStore.open(
                directory,
                new LuceneSettings(16, Duration.ZERO, 1000, tidyAfter, Duration.ofHours(24)),
                Clock.systemUTC());
    }

    private static void fill(LuceneStore store) {
        IntStream.range(0, DOCUMENTS)
                .forEach(i -> store.stage(
                        SampleDocument.of("document-" + i, "text number " + i).batch()));
    }

    private static int segments(Directory directory) throws IOException {
        try (DirectoryReader reader = DirectoryReader.open(directory)) {
            return reader.leaves().size();
        }
    }

    private static String largest(Directory directory) throws IOException {
        try (DirectoryReader reader = DirectoryReader.open(directory)) {
            return reader.leaves().stream()
                    .map(LeafReaderContext::reader)
                    .max((one, other) -> Integer.compare(one.maxDoc(), other.maxDoc()))
                    .map(segment -> ((SegmentReader) segment).getSegmentName())
                    .orElse("");
        }
    }
}
