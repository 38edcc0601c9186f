package io.millrace.cli.evaluation;

import io.millrace.cli.session.CliFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A run in TREC's form, which trec_eval reads: {@code question Q0 document rank score name}. */
final class TrecRun {

    private final List<String> lines = new ArrayList<>();

    void add(String question, List<String> ranking, Map<String, Double> scores) {
        int rank = 0;
        for (String document : ranking) {
            lines.add(question + " Q0 " + document + " " + ++rank + " " + scores.get(document) + " millrace");
        }
    }

    void write(Path file) {
        try {
            Files.write(file, lines);
        } catch (IOException e) {
            throw new CliFailure(CliFailure.FAILED, "the run can't be written to " + file + ": " + e.getMessage());
        }
    }
}
