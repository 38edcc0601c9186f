package io.millrace.parse.tika;

import io.millrace.parse.tika.TypedLines.Line;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;

/**
 * The headings of a PDF without an outline, by their type: short lines of their own that are set larger than most of the document, or bold where most is not. The larger the
 * type, the higher the level; bold lines of the running text's size are the lowest.
 */
final class PdfHeadings {

    /** No headings. */
    static final PdfHeadings NONE = new PdfHeadings(List.of());

    private static final double LARGER = 1.08;
    private static final double NOT_SMALLER = .95;
    /** Where more of the running text is bold, that says nothing. */
    private static final double MOST_BOLD = .2;
    /** Where more lines than this would be headings, type says something else. */
    private static final double MOST_LINES = .25;

    private static final int LONGEST = 120;
    private static final int MOST_IN_ONE = 3;
    /** From a line of a heading to its next, in sizes of the type; between two headings there is more. */
    private static final double LINE_SPACING = 1.5;

    private static final Pattern LETTERS = Pattern.compile("\\p{L}.*\\p{L}");
    private static final Pattern SENTENCE_END = Pattern.compile(".*[.,;]");

    private final Map<Integer, Map<String, Deque<Mark>>> pages = new HashMap<>();

    /**
     * What a line is.
     *
     * @param level of the heading, from 1; 0 for running text
     * @param continues whether it goes on with the heading of the line before
     */
    record Mark(int level, boolean continues) {

        static final Mark TEXT = new Mark(0, false);
    }

    private PdfHeadings(List<Line> lines) {
        List<Mark> marks = marks(lines);
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            pages.computeIfAbsent(line.page(), page -> new HashMap<>())
                    .computeIfAbsent(key(line.text()), text -> new ArrayDeque<>())
                    .add(marks.get(i));
        }
    }

    /**
     * Reads {@code input} for its type alone.
     *
     * @param end by when to be done; what takes longer has no headings
     * @throws IOException when temporary files can't be written; what can't be read has no headings
     */
    static PdfHeadings read(Input input, Deadline end) throws IOException {
        try (PDDocument document = input.file() == null
                ? Loader.loadPDF(input.bytes(input.size()))
                : Loader.loadPDF(input.file().toFile())) {
            return of(TypedLines.of(document, end));
        } catch (IOException e) {
            if (Passing.isOfTheDisk(e)) {
                throw e;
            }
            return NONE;
        } catch (RuntimeException e) {
            // PDFBox says so of some damage; Tika has read what can be read.
            return NONE;
        }
    }

    static PdfHeadings of(List<Line> lines) {
        return new PdfHeadings(lines);
    }

    /** What the next line on {@code page} with this text is: lines of the same words are told apart by their order. */
    Mark next(int page, String line) {
        Deque<Mark> marks = pages.getOrDefault(page, Map.of()).get(key(line));
        Mark mark = marks == null ? null : marks.poll();
        return mark == null ? Mark.TEXT : mark;
    }

    private static List<Mark> marks(List<Line> lines) {
        Map<Double, Integer> sizes = new HashMap<>();
        lines.forEach(line -> sizes.merge(line.size(), line.characters(), Integer::sum));
        double body = TypedLines.most(sizes);
        double bold = lines.stream()
                .filter(line -> line.bold() && line.size() == body)
                .mapToInt(Line::characters)
                .sum();
        boolean boldTells = bold <= MOST_BOLD * sizes.getOrDefault(body, 0);
        List<Boolean> headings = lines.stream()
                .map(line -> stands(line) && (isLarger(line, body) || (boldTells && isBolder(line, body))))
                .toList();
        List<List<Integer>> runs = runs(lines, headings);
        long count = runs.stream().mapToInt(List::size).sum();
        List<Mark> marks = new ArrayList<>(lines.stream().map(line -> Mark.TEXT).toList());
        if (count > MOST_LINES * lines.size()) {
            return marks;
        }
        TreeSet<Double> larger = new TreeSet<>();
        runs.forEach(run -> larger.add(lines.get(run.getFirst()).size()));
        larger.removeIf(size -> size < LARGER * body);
        for (List<Integer> run : runs) {
            int level =
                    1 + larger.tailSet(lines.get(run.getFirst()).size(), false).size();
            run.forEach(i -> marks.set(i, new Mark(level, !i.equals(run.getFirst()))));
        }
        return marks;
    }

    /** Lines that are one heading each; more of them than a heading has are none. */
    private static List<List<Integer>> runs(List<Line> lines, List<Boolean> headings) {
        List<List<Integer>> runs = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!headings.get(i)) {
                continue;
            }
            boolean joins = i > 0 && headings.get(i - 1) && goesOn(lines.get(i - 1), lines.get(i));
            if (!joins) {
                runs.add(new ArrayList<>());
            }
            runs.getLast().add(i);
        }
        runs.removeIf(run -> run.size() > MOST_IN_ONE);
        return runs;
    }

    private static boolean goesOn(Line line, Line next) {
        double distance = next.baseline() - line.baseline();
        return line.page() == next.page()
                && line.size() == next.size()
                && line.bold() == next.bold()
                && distance > 0
                && distance <= LINE_SPACING * line.size();
    }

    private static boolean stands(Line line) {
        int first = line.text().codePointAt(0);
        return !line.columns()
                && !line.turned()
                && line.text().length() <= LONGEST
                && LETTERS.matcher(line.text()).find()
                && !SENTENCE_END.matcher(line.text()).matches()
                && (Character.isDigit(first) || (Character.isLetter(first) && !Lines.isItem(line.text())));
    }

    private static boolean isLarger(Line line, double body) {
        return line.size() >= LARGER * body;
    }

    /** One that ends in a colon names what stands beside it. */
    private static boolean isBolder(Line line, double body) {
        return line.bold() && line.size() >= NOT_SMALLER * body && !line.text().endsWith(":");
    }

    private static String key(String line) {
        return line.replaceAll("\\s+", "").toLowerCase(Locale.ROOT);
    }
}
