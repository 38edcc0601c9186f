package io.millrace.cli.evaluation;

import io.millrace.cli.client.ChunkView;
import io.millrace.cli.client.InFlight;
import io.millrace.cli.client.MillraceClient;
import io.millrace.cli.session.Output;
import io.millrace.cli.session.Progress;
import io.millrace.client.OpenAiEmbedder;
import io.millrace.core.embed.PassageText;
import io.millrace.core.text.Span;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many documents a second the model server embeds when it has nothing else to do: the same texts that ingestion embedded, a document a
 * call, as the embedding function sends them, with the client that it uses.
 */
final class EmbedderSpeed {

    private static final int AT_ONCE = 8;
    private static final int READS_AT_ONCE = 16;

    private final MillraceClient client;
    private final Output output;

    EmbedderSpeed(MillraceClient client, Output output) {
        this.client = client;
        this.output = output;
    }

    double documentsPerSecond(Collection<String> documents) {
        Collection<List<PassageText>> texts = new ConcurrentLinkedQueue<>();
        InFlight.each(
                documents,
                READS_AT_ONCE,
                id -> texts.add(
                        client.chunks(id).stream().map(EmbedderSpeed::text).toList()));
        OpenAiEmbedder embedder = new OpenAiEmbedder(EmbeddingEndpoint.of(client));
        AtomicLong done = new AtomicLong();
        long start = System.nanoTime();
        try (Progress progress = output.progress("the embedder alone", "documents", texts.size())) {
            InFlight.each(texts, AT_ONCE, passages -> {
                embedder.embedPassages(passages);
                progress.at(done.incrementAndGet());
            });
        }
        return texts.size() / ((System.nanoTime() - start) / 1e9);
    }

    private static PassageText text(ChunkView chunk) {
        List<String> headings = chunk.headings() == null ? List.of() : chunk.headings();
        List<Span> sentences = chunk.sentences() == null ? List.of() : chunk.sentences();
        return PassageText.of(Objects.requireNonNullElse(chunk.title(), ""), headings, chunk.text(), sentences);
    }
}
