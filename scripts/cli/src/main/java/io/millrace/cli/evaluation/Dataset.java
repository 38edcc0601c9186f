package io.millrace.cli.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.client.Json;
import io.millrace.cli.session.CliFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A folder in the BEIR layout: corpus.jsonl ({@code _id, title, text}) or files under docs/, queries.jsonl ({@code _id, text}, and
 * where there are gold answers {@code answers} and {@code pages}), qrels/test.tsv (query, document, grade; one heading line).
 */
public final class Dataset {

    static final String CORPUS = "corpus.jsonl";

    private final Path folder;

    public Dataset(Path folder) {
        if (!Files.isRegularFile(folder.resolve("queries.jsonl"))) {
            throw new CliFailure(
                    CliFailure.FAILED,
                    folder
                            + " is not a dataset: it needs queries.jsonl, qrels/test.tsv, and corpus.jsonl or files under docs/");
        }
        this.folder = folder;
    }

    public List<CorpusDocument> documents() {
        Path corpus = folder.resolve(CORPUS);
        if (Files.isRegularFile(corpus)) {
            return corpus(corpus);
        }
        Path docs = folder.resolve("docs");
        try (Stream<Path> files = Files.walk(docs)) {
            return files.filter(Files::isRegularFile)
                    .sorted()
                    .map(file -> new CorpusDocument(docs.relativize(file).toString(), "", "", file))
                    .toList();
        } catch (IOException e) {
            throw new CliFailure(CliFailure.FAILED, folder + " has neither corpus.jsonl nor files under docs/");
        }
    }

    /** The lines of a {@code corpus.jsonl}. */
    static List<CorpusDocument> corpus(Path file) {
        return lines(
                file,
                line -> new CorpusDocument(
                        required(line, "_id"), line.path("title").asText(""), required(line, "text"), null));
    }

    public List<EvalQuestion> questions() {
        return lines(
                folder.resolve("queries.jsonl"),
                line -> new EvalQuestion(
                        required(line, "_id"),
                        required(line, "text"),
                        strings(line.path("answers")),
                        strings(line.path("pages"))));
    }

    /** By question, the grade of each judged document; empty where the dataset has no judgements. */
    public Map<String, Map<String, Integer>> judgements() {
        Path file = folder.resolve("qrels").resolve("test.tsv");
        Map<String, Map<String, Integer>> judgements = new LinkedHashMap<>();
        if (!Files.exists(file)) {
            return judgements;
        }
        try {
            List<String> lines = Files.readAllLines(file);
            for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
                String[] parts = line.split("\t", -1);
                if (parts.length == 3) {
                    judgements
                            .computeIfAbsent(parts[0], question -> new LinkedHashMap<>())
                            .put(parts[1], Integer.parseInt(parts[2].strip()));
                } else if (!line.isBlank()) {
                    throw new CliFailure(
                            CliFailure.FAILED, file + " has a line that is not query, document, grade: " + line);
                }
            }
            return judgements;
        } catch (IOException | NumberFormatException e) {
            throw new CliFailure(CliFailure.FAILED, file + " can't be read as judgements: " + e.getMessage());
        }
    }

    private static <T> List<T> lines(Path file, Function<JsonNode, T> read) {
        List<T> all = new ArrayList<>();
        try (Stream<String> lines = Files.lines(file)) {
            for (String line : (Iterable<String>) lines::iterator) {
                if (!line.isBlank()) {
                    all.add(read.apply(Json.MAPPER.readTree(line)));
                }
            }
            return all;
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new CliFailure(
                    CliFailure.FAILED,
                    file + ", line " + (all.size() + 1) + ", is not what was expected: " + e.getMessage());
        } catch (IOException e) {
            throw new CliFailure(CliFailure.FAILED, file + " can't be read: " + e.getMessage());
        }
    }

    private static String required(JsonNode line, String field) {
        JsonNode value = line.path(field);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("it has no string '" + field + "'");
        }
        return value.asText();
    }

    private static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(item -> strings.add(item.asText()));
        return strings;
    }
}
