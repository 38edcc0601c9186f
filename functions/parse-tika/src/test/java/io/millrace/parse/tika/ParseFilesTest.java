package io.millrace.parse.tika;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.core.chunk.ParseRequest;
import io.millrace.core.chunk.ParsedDocument;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Reads the files of ../shared/eval/parse-files, where that folder exists, and compares each outcome with its manifest. */
class ParseFilesTest {

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");

    /** The manifest reads text in their pictures; here nothing does. */
    private static final Set<String> MAY_DISAGREE = Set.of("py-pdf/grayscale-image.pdf", "py-pdf/cmyk-image.pdf");

    /** Drawings, comments, charts and text from right to left, of which not all is found. */
    private static final Set<String> MAY_BE_POOR = Set.of(
            "docling/drawingml.docx",
            "docling/right_to_left_02.pdf",
            "docling/powerpoint_comments.pptx",
            "docling/pptx_chart.pptx",
            "docling/xlsx_comments.xlsx");

    @Test
    void agreesWithTheManifestOnAllFilesThatHoldText() throws IOException {
        Path files = Path.of(System.getProperty("millrace.repository", ".")).resolveSibling("shared/eval/parse-files");
        assumeTrue(Files.isDirectory(files), "skipped: " + files + " is not there");
        TikaDocumentParser parser = new TikaDocumentParser(
                new ParserSettings(ParseLimits.DEFAULT, OcrSettings.OFF, 1, 256, Duration.ofSeconds(20)));

        List<String> disagreeing = new ArrayList<>();
        List<String> poor = new ArrayList<>();
        int total = 0;
        int expected = 0;
        for (String line : Files.readAllLines(files.resolve("manifest.tsv"))) {
            String[] columns = line.split("\t", -1);
            if (columns[0].equals("file")) {
                continue;
            }
            total++;
            StringBuilder text = new StringBuilder();
            String outcome = outcome(parser, files.resolve(columns[0]), text);
            if (!columns[7].equals("any") && !columns[7].equals(outcome)) {
                disagreeing.add(columns[0] + ": " + outcome + " instead of " + columns[7]);
            }
            if (!columns[4].isEmpty() && outcome.equals("parsed")) {
                expected++;
                Set<String> wanted = words(Files.readString(files.resolve(columns[4]))
                        .replaceAll("\\]\\([^)\\s]*\\)", "] ")
                        .replaceAll("(?s)\\$\\$.*?\\$\\$|\\$[^$\\n]+\\$", " ")
                        .replaceAll("<[^>]*>", " "));
                double recall = recall(wanted, words(text.toString()));
                if (recall < .9) {
                    poor.add("%s: %.2f".formatted(columns[0], recall));
                }
            }
        }

        System.out.printf(
                "parse-files: %d of %d outcomes agree; %d of %d with expected text reach .9 of its distinct words, link targets and formulas left out%n",
                total - disagreeing.size(), total, expected - poor.size(), expected);
        disagreeing.forEach(System.out::println);
        poor.forEach(System.out::println);
        assertThat(disagreeing).allSatisfy(line -> assertThat(MAY_DISAGREE).contains(name(line)));
        assertThat(poor).allSatisfy(line -> assertThat(MAY_BE_POOR).contains(name(line)));
    }

    private static String name(String line) {
        return line.substring(0, line.indexOf(": "));
    }

    private static String outcome(TikaDocumentParser parser, Path file, StringBuilder text) throws IOException {
        try (InputStream content = Files.newInputStream(file)) {
            ParsedDocument parsed =
                    parser.parse(content, new ParseRequest(file.toUri().toString(), null, null, Files.size(file)));
            text.append(parsed.title()).append('\n').append(parsed.text());
            return "parsed";
        } catch (ProblemException e) {
            return e.problem().code().replace("document-", "");
        }
    }

    private static double recall(Set<String> wanted, Set<String> found) {
        return wanted.isEmpty()
                ? 1
                : (double) wanted.stream().filter(found::contains).count() / wanted.size();
    }

    private static Set<String> words(String text) {
        Set<String> words = new HashSet<>();
        WORD.matcher(NormalText.of(text).toLowerCase(Locale.ROOT))
                .results()
                .map(MatchResult::group)
                .forEach(words::add);
        return words;
    }
}
