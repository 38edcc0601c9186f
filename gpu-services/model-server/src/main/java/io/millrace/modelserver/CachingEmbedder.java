package io.millrace.modelserver;

import io.millrace.core.embed.PassageText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Has only those passages computed that were not before, each once. Questions are always computed: they are short, and seldom come again. */
final class CachingEmbedder implements TextEmbedder {

    private final TextEmbedder computing;
    private final VectorCache cache;

    CachingEmbedder(TextEmbedder computing, VectorCache cache) {
        this.computing = computing;
        this.cache = cache;
    }

    @Override
    public List<TextVectors> embed(TextBatch batch) throws InterruptedException {
        if (batch.kind() == TextBatch.Kind.QUESTION) {
            return computing.embed(batch);
        }
        List<PassageText> texts = batch.texts();
        List<VectorCache.Key> keys = new ArrayList<>(texts.size());
        Map<VectorCache.Key, TextVectors> known = new HashMap<>();
        Map<VectorCache.Key, PassageText> missing = new LinkedHashMap<>();
        for (PassageText text : texts) {
            VectorCache.Key key = cache.key(text);
            keys.add(key);
            if (!known.containsKey(key) && !missing.containsKey(key)) {
                @Nullable TextVectors kept = cache.find(key);
                if (kept == null) {
                    missing.put(key, text);
                } else {
                    known.put(key, kept);
                }
            }
        }
        if (!missing.isEmpty()) {
            List<VectorCache.Key> computed = List.copyOf(missing.keySet());
            List<TextVectors> vectors =
                    computing.embed(new TextBatch(List.copyOf(missing.values()), batch.kind(), batch.deadline()));
            for (int i = 0; i < computed.size(); i++) {
                known.put(computed.get(i), vectors.get(i));
                cache.keep(computed.get(i), vectors.get(i));
            }
        }
        return keys.stream().map(key -> Objects.requireNonNull(known.get(key))).toList();
    }
}
