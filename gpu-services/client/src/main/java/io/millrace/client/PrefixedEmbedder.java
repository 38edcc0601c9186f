package io.millrace.client;

import io.millrace.core.embed.Embedder;
import io.millrace.core.embed.Embedding;
import io.millrace.core.embed.PassageEmbedding;
import io.millrace.core.embed.PassageText;
import io.millrace.core.embed.TextPrefixes;
import java.util.List;

/**
 * Puts before texts what their model was trained to read there, whatever the protocol: no engine but our own server does it by itself. It is a part of what is read, so a question is cut to the window
 * with it, and its tokens are among those told. Safe for use by many threads.
 */
public final class PrefixedEmbedder implements Embedder {

    private final Embedder embedder;
    private final TextPrefixes prefixes;

    /** @param embedder to a server that puts nothing before texts */
    public PrefixedEmbedder(Embedder embedder, TextPrefixes prefixes) {
        this.embedder = embedder;
        this.prefixes = prefixes;
    }

    @Override
    public String model() {
        return embedder.model();
    }

    @Override
    public TextPrefixes prefixes() {
        return prefixes;
    }

    @Override
    public List<PassageEmbedding> embedPassages(List<PassageText> passages) {
        return embedder.embedPassages(passages.stream().map(this::prefixed).toList());
    }

    @Override
    public Embedding embedQuestion(String question) {
        return embedder.embedQuestion(prefixes.question() + question);
    }

    private PassageText prefixed(PassageText passage) {
        String prefix = prefixes.passage();
        return new PassageText(
                prefix + passage.text(),
                passage.sentences().stream()
                        .map(sentence -> sentence.plus(prefix.length()))
                        .toList());
    }
}
