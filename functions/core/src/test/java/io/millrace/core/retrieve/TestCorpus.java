package io.millrace.core.retrieve;

import io.millrace.core.chunk.Chunk;
import io.millrace.core.document.AccessList;
import io.millrace.core.embed.Embedding;
import io.millrace.core.embed.QuantizedEmbedding;
import io.millrace.core.index.IndexSnapshot;
import io.millrace.core.index.Passage;
import io.millrace.core.index.Visibility;
import io.millrace.core.rerank.SentenceReranker;
import io.millrace.core.text.Sentences;
import io.millrace.core.text.Span;
import io.millrace.core.text.Terms;
import java.util.ArrayList;
import java.util.List;

/** Passages written by a test, with vectors that count hashed stems: alike where words are. */
public final class TestCorpus {

    private static final int DIMENSION = 256;

    private final List<MemorySnapshot.Entry> entries = new ArrayList<>();

    /** Adds a document of one passage, which begins at offset 100 of the document. Its id and that of its chunk are {@code id}. */
    public TestCorpus add(String id, String title, String text) {
        return add(id, id, title, text, AccessList.EVERYONE);
    }

    public TestCorpus add(String document, String chunk, String title, String text, AccessList access) {
        Passage passage = passage(document, chunk, title, text);
        entries.add(new MemorySnapshot.Entry("default", access, passage, vector(title + "\n" + text)));
        return this;
    }

    public static Passage passage(String document, String chunk, String title, String text) {
        List<Span> sentences = Sentences.split(text);
        List<QuantizedEmbedding> vectors = sentences.stream()
                .map(sentence -> QuantizedEmbedding.of(vector(sentence.of(text)).toArray()))
                .toList();
        Span span = new Span(100, 100 + text.length());
        Chunk passage = new Chunk(chunk, 0, text, span, List.of("Chapter"), 7, sentences);
        return new Passage(document, "v1", "file:/docs/" + document + ".txt", title, passage, vectors);
    }

    List<MemorySnapshot.Entry> entries() {
        return entries;
    }

    public IndexSnapshot snapshot() {
        return new MemorySnapshot(entries);
    }

    public Retriever retriever() {
        return new Retriever(this::snapshot, new SentenceReranker(), RetrievalSettings.DEFAULT);
    }

    public Retrieval retrieve(String question, int limit) {
        return retriever().retrieve(question(question), vector(question), limit);
    }

    public static Question question(String text) {
        return new Question(text, Visibility.anonymous("default"));
    }

    public static Embedding vector(String text) {
        float[] counts = new float[DIMENSION];
        counts[0] = .1f;
        for (String stem : Terms.stems(text)) {
            counts[Math.floorMod(stem.hashCode(), DIMENSION)]++;
        }
        return Embedding.of(counts);
    }
}
