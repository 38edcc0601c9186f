package io.millrace.index.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.chunk.Chunk;
import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentState;
import io.millrace.core.document.DocumentState.State;
import io.millrace.core.document.FailedAttempts;
import io.millrace.core.document.Indexing;
import io.millrace.core.document.Sequence;
import io.millrace.core.document.Timings;
import io.millrace.core.embed.QuantizedEmbedding;
import io.millrace.core.index.Batch;
import io.millrace.core.index.DocumentVersion;
import io.millrace.core.index.EmbeddedChunk;
import io.millrace.core.ingest.ReindexRun;
import io.millrace.core.text.Span;
import io.millrace.testkit.SampleDocument;
import io.millrace.testkit.SampleVectors;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.LongRange;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class CodecTest {

    @Property(tries = 200)
    void readsTheStateThatItWrote(@ForAll("states") DocumentState state) throws IOException {
        assertThat(StateCodec.decode(StateCodec.encode(state))).isEqualTo(state);
    }

    @Property(tries = 200)
    void readsTheBatchThatItWrote(@ForAll("batches") Batch batch) throws IOException {
        assertThat(BatchCodec.decode(BatchCodec.encode(batch))).isEqualTo(batch);
    }

    @Property(tries = 200)
    void readsThePassageThatItWrote(@ForAll("batches") Batch batch) throws IOException {
        var passage = PassageCodec.passage(batch.version(), batch.chunks().getFirst());
        assertThat(PassageCodec.decode(PassageCodec.encode(passage))).isEqualTo(passage);
    }

    @Property(tries = 200)
    void readsTheRunThatItWrote(
            @ForAll boolean everything,
            @ForAll ReindexRun.Stage stage,
            @ForAll @AlphaChars String after,
            @ForAll @LongRange(max = Long.MAX_VALUE) long count)
            throws IOException {
        Instant now = Instant.ofEpochSecond(count % 1_000_000_000L, count % 1_000_000_000L);
        var run = new ReindexRun(
                "r",
                "default",
                "file:///a/",
                everything,
                stage,
                after.isEmpty() ? null : after,
                3,
                count,
                1,
                2,
                List.of(new ReindexRun.Failed("s3://bucket/", "can't be reached")),
                now,
                now);
        assertThat(RunCodec.decode(RunCodec.encode(run))).isEqualTo(run);
    }

    @Test
    void readsARunOfTheFormBefore() throws IOException {
        Instant now = Instant.ofEpochSecond(1_800_000_000L);
        BytesRef bytes = Bytes.encode("r", (out, id) -> {
            out.writeByte((byte) 1);
            out.writeString(id);
            out.writeString("default");
            out.writeString("");
            out.writeByte((byte) 0);
            out.writeString("DONE");
            Bytes.writeOptional(out, (String) null);
            out.writeVInt(3);
            out.writeVLong(1);
            out.writeVLong(2);
            out.writeVLong(4);
            Bytes.writeInstant(out, now);
            Bytes.writeInstant(out, now);
        });
        assertThat(RunCodec.decode(bytes))
                .isEqualTo(new ReindexRun(
                        "r", "default", "", false, ReindexRun.Stage.DONE, null, 3, 1, 2, 4, List.of(), now, now));
    }

    @Test
    void refusesAFormThatItDoesNotKnow() throws IOException {
        var bytes = BatchCodec.encode(SampleDocument.of("heron", "A heron.").batch());
        bytes.bytes[bytes.offset] = 9;
        assertThatThrownBy(() -> BatchCodec.decode(bytes))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("form 9");
    }

    @Provide
    Arbitrary<DocumentState> states() {
        return Combinators.combine(
                        text(),
                        sequences(),
                        Arbitraries.of(State.values()),
                        maybe(),
                        access(),
                        instants().injectNull(.3))
                .as((text, sequence, state, maybe, access, instant) -> new DocumentState(
                        DocumentKey.of("default", text),
                        text,
                        text,
                        sequence,
                        Sequence.NONE,
                        state,
                        maybe,
                        maybe,
                        access,
                        text.length(),
                        maybe,
                        maybe,
                        instant,
                        instant,
                        maybe == null ? null : new Indexing(text, text.length(), 3, timings(instant)),
                        instant == null ? null : new FailedAttempts(sequence, 2, text, text, instant)));
    }

    private static @Nullable Timings timings(@Nullable Instant instant) {
        return instant == null ? null : new Timings(instant, 1, 20, 300, 4_000_000, 5);
    }

    @Provide
    Arbitrary<Batch> batches() {
        Arbitrary<DocumentVersion> versions = Combinators.combine(
                        text(),
                        sequences(),
                        maybe(),
                        Arbitraries.maps(text(), text()).ofMaxSize(3),
                        access(),
                        instants())
                .as((text, sequence, etag, metadata, access, instant) -> new DocumentVersion(
                        DocumentKey.of("t-1", text),
                        "v" + text,
                        sequence,
                        "c",
                        text,
                        text,
                        "text/plain",
                        etag,
                        Map.copyOf(metadata),
                        access,
                        instant,
                        text.length(),
                        etag == null ? null : timings(instant)));
        return Combinators.combine(versions, chunks().list().ofMinSize(1).ofMaxSize(3))
                .as((version, chunks) -> new Batch(version, 1, 3, chunks, 1, 17));
    }

    private static Arbitrary<EmbeddedChunk> chunks() {
        return Combinators.combine(
                        text(),
                        Arbitraries.integers().between(0, 1_000_000),
                        Arbitraries.integers().injectNull(.5),
                        text().list().ofMaxSize(3),
                        Arbitraries.of(true, false))
                .as((text, number, page, headings, sentences) -> {
                    List<Span> spans = sentences ? List.of(new Span(0, 1), new Span(1, text.length())) : List.of();
                    List<QuantizedEmbedding> vectors = sentences
                            ? List.of(SampleVectors.quantized(number), SampleVectors.quantized(number + 1L))
                            : List.of();
                    return new EmbeddedChunk(
                            new Chunk("i" + text, number, text, new Span(number, number + 7), headings, page, spans),
                            SampleVectors.unit(number),
                            vectors);
                });
    }

    private static Arbitrary<String> text() {
        return Arbitraries.strings()
                .withChars('a', 'é', ' ', '\n', '漢', '\u0000')
                .ofMinLength(0)
                .ofMaxLength(40)
                .map(random -> "x" + random + "y");
    }

    private static Arbitrary<String> maybe() {
        return text().injectNull(.3);
    }

    private static Arbitrary<Sequence> sequences() {
        return Arbitraries.longs().between(1, Long.MAX_VALUE).map(Sequence::ofNumber);
    }

    private static Arbitrary<AccessList> access() {
        return Arbitraries.of("public", "user:a", "group:b", "user:é")
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(AccessList::new);
    }

    private static Arbitrary<Instant> instants() {
        return Combinators.combine(
                        Arbitraries.longs().between(-10_000_000_000L, 10_000_000_000L),
                        Arbitraries.integers().between(0, 999_999_999))
                .as(Instant::ofEpochSecond);
    }
}
