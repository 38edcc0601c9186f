package io.millrace.bench;

import io.millrace.core.chunk.DocumentParser;
import io.millrace.core.chunk.ParseRequest;
import io.millrace.core.chunk.ParsedDocument;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the files of a manifest as ingestion does, and compares what came of each with what should. */
final class ParsingEvaluation {

    private static final String PARSED = "parsed";
    private static final double ENOUGH = .9;

    private final DocumentParser parser;
    private final Report report;

    ParsingEvaluation(DocumentParser parser, Report report) {
        this.parser = parser;
        this.report = report;
    }

    /** What came of a file. */
    private record Read(String outcome, String code, String text, Map<String, String> metadata, long nanos) {}

    Map<String, Object> run(Path folder) throws IOException {
        List<ParsingManifest.Entry> entries = ParsingManifest.read(folder);
        List<Map<String, Object>> files = new ArrayList<>();
        List<Double> recalls = new ArrayList<>();
        List<Double> unexpected = new ArrayList<>();
        int agreeing = 0;
        long nanos = 0;
        for (ParsingManifest.Entry entry : entries) {
            report.progress("reading", "files", files.size(), entries.size());
            Read read = read(folder.resolve(entry.path()));
            nanos += read.nanos();
            boolean agrees = agrees(entry.outcome(), read);
            agreeing += agrees ? 1 : 0;
            Map<String, Object> file = new LinkedHashMap<>();
            file.put("path", entry.path());
            file.put("outcome", read.outcome());
            file.put("code", read.code());
            file.put("agrees", agrees);
            file.put("millis", read.nanos() / 1_000_000);
            file.put("metadata", read.metadata());
            if (entry.expected() != null) {
                DistinctWords expected = DistinctWords.ofMarkdown(Files.readString(entry.expected()));
                DistinctWords found = DistinctWords.of(read.text());
                double recall = expected.shareIn(found);
                double more = 1 - found.shareIn(expected);
                recalls.add(recall);
                unexpected.add(more);
                file.put("wordRecall", rounded(recall));
                file.put("unexpectedWords", rounded(more));
            }
            files.add(file);
        }
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("files", entries.size());
        metrics.put("agreement", rounded(share(agreeing, entries.size())));
        metrics.put("filesWithText", recalls.size());
        metrics.put(
                "wordRecallReached",
                rounded(share(
                        (int) recalls.stream()
                                .filter(recall -> recall >= ENOUGH)
                                .count(),
                        recalls.size())));
        metrics.put("unexpectedWordsMedian", rounded(median(unexpected)));
        metrics.put("seconds", rounded(nanos / 1e9));
        return Map.of("metrics", metrics, "files", files);
    }

    private Read read(Path file) throws IOException {
        long start = System.nanoTime();
        try (InputStream content = Files.newInputStream(file)) {
            ParsedDocument parsed =
                    parser.parse(content, new ParseRequest(file.toUri().toString(), null, null, Files.size(file)));
            return new Read(
                    PARSED, "", parsed.title() + "\n" + parsed.text(), parsed.metadata(), System.nanoTime() - start);
        } catch (ProblemException e) {
            String code = e.problem().code();
            return new Read(code.replaceFirst("^document-", ""), code, "", Map.of(), System.nanoTime() - start);
        }
    }

    /** A document that needs text recognition and got it agrees as well: whether it does depends on what is installed. */
    private static boolean agrees(String outcome, Read read) {
        return outcome.equals("any")
                || outcome.equals(read.outcome())
                || (outcome.equals("needs-ocr") && read.metadata().containsKey("recognised"));
    }

    private static double share(int part, int all) {
        return all == 0 ? 1 : (double) part / all;
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        if (sorted.isEmpty()) {
            return 0;
        }
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private static double rounded(double value) {
        return Math.round(value * 10_000) / 10_000.0;
    }
}
