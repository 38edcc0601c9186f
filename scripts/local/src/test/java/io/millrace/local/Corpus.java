package io.millrace.local;

import com.fasterxml.jackson.databind.JsonNode;
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

    private static final int SMALL = 150;
    private static final List<String> WORDS = List.of(
            ("water wheel mill race stone grain flour river weir sluice paddle shaft gear miller sack cart barn oak iron axle"
                            + " spring flood frost summer harvest barley wheat rye bread oven market bridge valley meadow heron otter")
                    .split(" "));

    record Document(String id, String title, String text) {

        String path() {
            return "/v1/documents?uri=" + encode("eval:" + encode(id)) + "&title=" + encode(title);
        }

        private static String encode(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
        }
    }

    static Corpus small(long seed) {
        Random random = new Random(seed);
        List<Document> documents = new ArrayList<>();
        for (int i = 0; i < SMALL; i++) {
            StringBuilder text = new StringBuilder();
            // Now and then a document of many chunks, and so of several batches.
            int sentences = i % 25 == 0 ? 900 : 3 + random.nextInt(30);
            for (int s = 0; s < sentences; s++) {
                text.append("The ").append(word(random)).append(' ').append(word(random));
                for (int w = 0; w < 4 + random.nextInt(8); w++) {
                    text.append(' ').append(word(random));
                }
                text.append(". ");
            }
            documents.add(new Document("d" + i, "Tale " + i, text.toString()));
        }
        return new Corpus(documents);
    }

    static Corpus scifact(Path dataset) throws IOException {
        List<Document> documents = new ArrayList<>();
        for (String line : Files.readAllLines(dataset.resolve("corpus.jsonl"))) {
            JsonNode json = RunningStack.JSON.readTree(line);
            documents.add(new Document(
                    json.path("_id").asText(),
                    json.path("title").asText(),
                    json.path("text").asText()));
        }
        return new Corpus(documents);
    }

    private static String word(Random random) {
        return WORDS.get(random.nextInt(WORDS.size()));
    }
}
