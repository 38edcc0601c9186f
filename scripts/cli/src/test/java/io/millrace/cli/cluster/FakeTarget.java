package io.millrace.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.millrace.cli.client.Answer;
import io.millrace.cli.client.Citation;
import io.millrace.cli.client.DocumentView;
import io.millrace.cli.client.Json;
import io.millrace.cli.client.PassageView;
import io.millrace.cli.client.UnreachableException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A Millrace that holds documents in memory and loses what it is told to lose; time passes only while somebody waits. */
final class FakeTarget implements TrialTarget, InstantSource {

    private static final Instant BEGIN = Instant.parse("2026-12-01T00:00:00Z");

    private final Map<String, String> uris = new LinkedHashMap<>();
    private final Map<String, String> texts = new LinkedHashMap<>();
    private final List<String> done = new ArrayList<>();
    private Duration indexing = Duration.ZERO;
    private Instant now = BEGIN;
    private @Nullable String lost;
    private @Nullable String rejected;
    private @Nullable String doubled;
    private @Nullable String dead;
    private boolean silent;
    private boolean away;
    private boolean empty;

    void indexAfter(Duration time) {
        indexing = time;
    }

    void loses(String name) {
        lost = name;
    }

    void rejects(String name) {
        rejected = name;
    }

    void doubles(String name) {
        doubled = name;
    }

    void deadLetter(String name) {
        dead = name;
    }

    void answersNothing() {
        silent = true;
    }

    void refusesSearches() {
        away = true;
    }

    void hasNoPods() {
        empty = true;
    }

    /** What was asked for, in order. */
    List<String> done() {
        return done;
    }

    int left() {
        return texts.size();
    }

    Duration passed() {
        return Duration.between(BEGIN, now);
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public String upload(String uri, String text) {
        done.add("upload");
        String id = "id-" + uri.substring(uri.lastIndexOf('/') + 1);
        uris.put(id, uri);
        texts.put(id, text);
        return id;
    }

    @Override
    public List<DocumentView> states(List<String> ids) {
        return ids.stream().map(this::state).toList();
    }

    private DocumentView state(String id) {
        String state = is(id, lost) || passed().compareTo(indexing) < 0
                ? "pending"
                : is(id, rejected) ? "rejected" : "indexed";
        var json = JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("uri", uris.get(id))
                .put("state", state)
                .put("changing", false)
                .put("chunks", 1);
        if (state.equals("rejected")) {
            json.put("reason", "dead-letter");
        }
        return read(json, DocumentView.class);
    }

    private static boolean is(String id, @Nullable String name) {
        return name != null && id.endsWith(name);
    }

    private static <T> T read(JsonNode json, Class<T> type) {
        try {
            return Json.MAPPER.treeToValue(json, type);
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public List<PassageView> search(String query) {
        done.add("search");
        if (away) {
            throw new UnreachableException("http://millrace", new IOException("the index is away"));
        }
        List<PassageView> found = new ArrayList<>();
        texts.forEach((id, text) -> {
            if (text.contains(" " + query + " ") && !is(id, lost)) {
                found.add(passage(id, text));
                if (is(id, doubled)) {
                    found.add(passage(id, text));
                }
            }
        });
        return found;
    }

    private PassageView passage(String id, String text) {
        return new PassageView(id, "chunk", String.valueOf(uris.get(id)), null, null, null, text, 1, null);
    }

    @Override
    public Answer ask(String question) {
        done.add("ask");
        if (silent) {
            return new Answer(
                    question, "", false, "quote", false, "nothing relevant", null, null, List.of(), null, null);
        }
        String word = question.replaceAll(".* (\\w+)\\?", "$1");
        String id = texts.entrySet().stream()
                .filter(entry -> entry.getValue().contains(word))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
        return new Answer(
                question,
                "The lock of " + word + " was built by Odalys Brandt. [1]",
                true,
                "quote",
                false,
                null,
                null,
                null,
                List.of(new Citation(1, id, null, String.valueOf(uris.get(id)), null, null, null, null, null)),
                null,
                null);
    }

    @Override
    public JsonNode deadLetters(Instant since) {
        ArrayNode letters = JsonNodeFactory.instance.arrayNode();
        if (dead != null) {
            letters.addObject()
                    .put("id", "7")
                    .put("function", "chunking")
                    .put("reason", "broken")
                    .put("subject", "id-" + dead);
            letters.addObject()
                    .put("id", "8")
                    .put("function", "chunking")
                    .put("reason", "broken")
                    .put("subject", "another");
        }
        return letters;
    }

    @Override
    public void delete(String id) {
        done.add("delete");
        texts.remove(id);
    }

    @Override
    public Optional<String> kill(RandomGenerator random) {
        done.add("kill");
        return empty ? Optional.empty() : Optional.of("chunking-" + done.size());
    }
}
