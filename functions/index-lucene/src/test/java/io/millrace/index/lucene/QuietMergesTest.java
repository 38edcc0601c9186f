package io.millrace.index.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.SampleDocument;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.MergePolicy;
import org.apache.lucene.index.SegmentReader;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;
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
            String[] texts =
                    IntStream.range(0, 500).mapToObj(i -> "text number " + i).toArray(String[]::new);
            store.stage(SampleDocument.of("large", texts).batch());
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

    @Test
    void whoWritesAgainGetsTheMergesOfWritingOnly() throws IOException {
        QuietMerges merges = new QuietMerges(manySizes(), () -> Long.MAX_VALUE);
        try (Directory tidied = new ByteBuffersDirectory();
                Directory untouched = new ByteBuffersDirectory();
                IndexWriter writer = writer(tidied, merges)) {
            for (int size : List.of(64, 16, 4, 1)) {
                write(writer, size, size);
            }
            merges.quiet();
            writer.forceMerge(1);
            writer.commit();
            merges.writing();
            assertThat(sizes(tidied)).containsExactly(64, 16, 4, 1);
            for (String file : tidied.listAll()) {
                untouched.copyFrom(tidied, file, file, IOContext.DEFAULT);
            }

            try (IndexWriter plain = writer(untouched, manySizes())) {
                for (int i = 0; i < DOCUMENTS; i++) {
                    write(writer, 1, 1000 + i);
                    write(plain, 1, 1000 + i);
                    // Of segments of one size another may be taken: what is noted in their heads differs in length.
                    assertThat(sizes(tidied)).containsExactlyInAnyOrderElementsOf(sizes(untouched));
                }
            }
        }
    }

    @Test
    void aDiskThatIsNearlyFullIsLeftToOthers() throws IOException {
        AtomicLong room = new AtomicLong(1000);
        QuietMerges merges = new QuietMerges(manySizes(), room::get);
        try (Directory directory = new ByteBuffersDirectory();
                IndexWriter writer = writer(directory, merges)) {
            for (int i = 0; i < 3; i++) {
                write(writer, 10, i);
            }
            merges.quiet();
            writer.forceMerge(1);
            writer.commit();
            assertThat(sizes(directory)).containsExactly(10, 10, 10);

            room.set(Long.MAX_VALUE);
            writer.forceMerge(1);
            writer.commit();
            assertThat(sizes(directory)).containsExactly(30);
        }
    }

    @Test
    void noSegmentIsLargerThanItsMergeHasRoomFor() throws IOException {
        int most = 5000;
        QuietMerges merges =
                new QuietMerges(new BoundedMerges(most * (long) BoundedMerges.GRAPH_BYTES), () -> Long.MAX_VALUE);
        try (Directory directory = new ByteBuffersDirectory();
                IndexWriter writer = writer(directory, merges)) {
            for (int i = 0; i < 60; i++) {
                write(writer, 400, i);
            }
            merges.quiet();
            writer.forceMerge(1);
            writer.commit();

            assertThat(sizes(directory)).allMatch(size -> size <= most).hasSizeBetween(5, 15);
        }
    }

    @Test
    void anErrorAmongMergesStopsNoWriter() throws IOException {
        try (Directory memory = new ByteBuffersDirectory();
                Directory directory = new NoThirdSegment(memory);
                LuceneStore store = open(directory, Duration.ZERO)) {
            store.stage(SampleDocument.of("one", "some text").batch());
            store.stage(SampleDocument.of("two", "some text").batch());
            await().until(store::isSettled);
            assertThat(segments(directory)).isEqualTo(2);

            store.stage(SampleDocument.of("three", "some text").batch());

            assertThat(store.counts().documents()).isEqualTo(3);
        }
    }

    /** The two commits make the segments _0 and _1, and what they are merged to is _2. */
    private static final class NoThirdSegment extends FilterDirectory {

        private boolean failed;

        NoThirdSegment(Directory in) {
            super(in);
        }

        @Override
        public IndexOutput createOutput(String name, IOContext context) throws IOException {
            if (name.startsWith("_2") && !failed) {
                failed = true;
                throw new OutOfMemoryError("unable to create native thread");
            }
            return super.createOutput(name, context);
        }
    }

    private static IndexWriter writer(Directory directory, MergePolicy merges) throws IOException {
        return new IndexWriter(
                directory,
                new IndexWriterConfig().setMergePolicy(merges).setMergeScheduler(new SerialMergeScheduler()));
    }

    /** Documents are large beside what a segment costs, so that sizes count from the first one on. */
    private static TieredMergePolicy manySizes() {
        TieredMergePolicy merges = new TieredMergePolicy();
        merges.setFloorSegmentMB(1e-5);
        merges.setSegmentsPerTier(2);
        return merges;
    }

    /** @param seed of what stands in them: the same gives the same bytes, on which merges depend */
    private static void write(IndexWriter writer, int documents, long seed) throws IOException {
        Random random = new Random(seed);
        byte[] noise = new byte[10_000];
        for (int i = 0; i < documents; i++) {
            random.nextBytes(noise);
            Document document = new Document();
            document.add(new StoredField("noise", noise.clone()));
            writer.addDocument(document);
        }
        writer.commit();
    }

    private static List<Integer> sizes(Directory directory) throws IOException {
        try (DirectoryReader reader = DirectoryReader.open(directory)) {
            return reader.leaves().stream().map(leaf -> leaf.reader().maxDoc()).toList();
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
