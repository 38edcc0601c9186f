package io.millrace.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.testkit.TestSize;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Documents to ingest: made up by a seed, or SciFact where the full sizes are asked for. */
record Corpus(List<Document> documents) {

    private static final int SMALL = 50;

    record Document(String id, String title, String text) {

        String path() {
            return "/v1/documents?uri=" + encode("eval:" + encode(id)) + "&title=" + encode(title);
        }

        private static String encode(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
        }
    }

    static Corpus small(long seed) {
        RandomText texts = new RandomText(new Random(seed));
        List<Document> documents = new ArrayList<>();
        for (int i = 0; i < SMALL; i++) {
            // Now and then a document of many chunks, and so of several batches.
            String text = i % 40 == 0 ? texts.sentences(900, 1) : texts.sentences(3, 30);
            documents.add(new Document("d" + i, "Tale " + i, text));
        }
        return new Corpus(documents);
    }

    static Corpus scifact(Path dataset) throws IOException {
        List<Document> documents = new ArrayList<>();
        List<String> lines = Files.readAllLines(dataset.resolve("corpus.jsonl"));
        for (String line : lines.subList(0, TestSize.of(SMALL, lines.size()))) {
            JsonNode json = RunningStack.JSON.readTree(line);
            documents.add(new Document(
                    json.path("_id").asText(),
                    json.path("title").asText(),
                    json.path("text").asText()));
        }
        return new Corpus(documents);
    }
}
