package io.millrace.cli.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.millrace.cli.client.Json;
import io.millrace.cli.session.CliFailure;
import io.millrace.core.text.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A folder in the layout of Chroma's chunking evaluation: questions_df.csv (question, references as JSON, corpus_id) and a text NAME.md for each corpus. Questions
 * about a corpus that is not there are left out.
 */
record ExcerptDataset(List<ExcerptCorpus> corpora, List<ExcerptQuestion> questions) {

    private static final CsvMapper CSV = new CsvMapper();

    static ExcerptDataset read(Path folder) {
        Path file = folder.resolve("questions_df.csv");
        if (!Files.isRegularFile(file)) {
            throw new CliFailure(
                    CliFailure.FAILED,
                    folder + " is not a dataset of excerpts: it needs questions_df.csv, and a text NAME.md a corpus");
        }
        try (MappingIterator<Map<String, String>> rows = CSV.readerForMapOf(String.class)
                .with(CsvSchema.emptySchema().withHeader())
                .readValues(file.toFile())) {
            List<ExcerptCorpus> corpora = new ArrayList<>();
            List<ExcerptQuestion> questions = new ArrayList<>();
            while (rows.hasNext()) {
                Map<String, String> row = rows.next();
                String corpus = required(row, "corpus_id");
                Path text = folder.resolve(corpus + ".md");
                if (!Files.isRegularFile(text)) {
                    continue;
                }
                if (corpora.stream().noneMatch(known -> known.name().equals(corpus))) {
                    corpora.add(new ExcerptCorpus(corpus, Files.readString(text)));
                }
                questions.add(
                        new ExcerptQuestion(required(row, "question"), corpus, excerpts(required(row, "references"))));
            }
            if (questions.isEmpty()) {
                throw new CliFailure(CliFailure.FAILED, file + " asks nothing about the texts in its folder");
            }
            return new ExcerptDataset(corpora, questions);
        } catch (IOException | RuntimeException e) {
            if (e instanceof CliFailure failure) {
                throw failure;
            }
            throw new CliFailure(CliFailure.FAILED, file + " can't be read as questions: " + e.getMessage());
        }
    }

    private static List<Span> excerpts(String json) throws IOException {
        List<Span> spans = new ArrayList<>();
        for (JsonNode excerpt : Json.MAPPER.readTree(json)) {
            spans.add(new Span(
                    excerpt.required("start_index").intValue(),
                    excerpt.required("end_index").intValue()));
        }
        return spans;
    }

    private static String required(Map<String, String> row, String column) {
        String value = row.get(column);
        if (value == null) {
            throw new IllegalArgumentException("it has no column '" + column + "'");
        }
        return value;
    }
}
