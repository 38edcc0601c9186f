package io.millrace.chunking;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.chunk.ChunkerSelection;
import io.millrace.core.embed.Embedder;
import io.millrace.core.embed.Embedding;
import io.millrace.core.embed.PassageEmbedding;
import io.millrace.core.embed.PassageText;
import io.millrace.core.embed.TextPrefixes;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreparationTest {

    @Test
    void whatGoesBeforePassagesHasRoomInTheWindow() {
        assertThat(chunkers("").configuration(null)).contains("window=256;special=2;");
        assertThat(chunkers("passage: ").configuration(null)).contains("window=256;special=11;");
    }

    private static ChunkerSelection chunkers(String passagePrefix) {
        ChunkingConfig config = new SmallRyeConfigBuilder()
                .withMapping(ChunkingConfig.class)
                .build()
                .getConfigMapping(ChunkingConfig.class);
        return new Preparation().chunkers(texts -> List.of(), new Silent(passagePrefix), config);
    }

    private record Silent(String passagePrefix) implements Embedder {

        @Override
        public String model() {
            return "silent";
        }

        @Override
        public TextPrefixes prefixes() {
            return new TextPrefixes("query: ", passagePrefix);
        }

        @Override
        public List<PassageEmbedding> embedPassages(List<PassageText> passages) {
            return List.of();
        }

        @Override
        public Embedding embedQuestion(String question) {
            return Embedding.of(new float[] {1});
        }
    }
}
