package io.millrace.parse.tika;

import io.millrace.parse.tika.PdfHeadings.Mark;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Holds a PDF's pages back until all are known: only then it is clear which lines are running headers, and the outline, which Tika gives last,
 * tells which lines are headings. Where there is none, {@link PdfHeadings} does.
 */
final class PdfPages implements Tags {

    private static final int MIN_PAGES_WITH_RUNNING_LINES = 4;
    private static final double RUNNING_SHARE = .6;
    private static final int MIN_SPACED_LINES = 6;
    private static final double SPACED_SHARE = .7;

    private final DocumentText out;
    private final int maxPages;
    private final List<List<List<String>>> pages = new ArrayList<>();
    private final List<String> fields = new ArrayList<>();
    private final Map<String, Integer> outline = new HashMap<>();
    private PdfHeadings headings = PdfHeadings.NONE;
    private final StringBuilder text = new StringBuilder();
    private int outlineDepth;
    private boolean inPage;
    private int divs;

    PdfPages(DocumentText out, int maxPages) {
        this.out = out;
        this.maxPages = maxPages;
    }

    @Override
    public void open(String tag, String cssClass) {
        switch (tag) {
            case "div" -> {
                flush();
                divs++;
                if (cssClass.equals("page")) {
                    divs = 1;
                    inPage = true;
                    if (pages.size() == maxPages) {
                        throw Verdict.TOO_LARGE.of("more than " + maxPages + " pages", null);
                    }
                    pages.add(new ArrayList<>());
                }
            }
            case "ul" -> outlineDepth++;
            default -> {
                if (!isInline(tag)) {
                    flush();
                }
            }
        }
    }

    @Override
    public void close(String tag) {
        if (tag.equals("li") && outlineDepth > 0 && !inPage) {
            outline.putIfAbsent(key(text.toString()), outlineDepth);
            text.setLength(0);
        } else if (!isInline(tag)) {
            flush();
        }
        if (tag.equals("ul")) {
            outlineDepth--;
        } else if (tag.equals("div") && --divs == 0) {
            inPage = false;
        }
    }

    @Override
    public void text(String characters) {
        text.append(characters);
    }

    private static boolean isInline(String tag) {
        return tag.equals("a") || tag.equals("b") || tag.equals("i") || tag.equals("span");
    }

    private void flush() {
        String found = text.toString();
        text.setLength(0);
        if (found.isBlank()) {
            return;
        }
        if (inPage) {
            pages.getLast().add(lines(found));
        } else {
            fields.addAll(lines(found));
        }
    }

    @Override
    public void finish() {
        flush();
        Set<String> running = runningLines();
        Set<String> compounds = new HashSet<>();
        pages.forEach(page -> page.forEach(paragraph -> Lines.addCompounds(paragraph, compounds)));
        for (int i = 0; i < pages.size(); i++) {
            out.page(i + 1);
            write(i + 1, withoutRunning(pages.get(i), running), compounds);
        }
        PlainText.write(fields, out);
    }

    private void write(int number, List<List<String>> page, Set<String> compounds) {
        int width = Lines.width(page.stream().flatMap(List::stream).toList());
        Heading heading = new Heading();
        for (List<String> paragraph : paragraphs(page, width)) {
            List<String> lines = new ArrayList<>();
            for (String line : paragraph) {
                Integer level = outline.get(key(line));
                Mark mark = headings.next(number, line);
                if (level == null && mark.level() == 0) {
                    heading.close();
                    lines.add(line);
                    continue;
                }
                PlainText.write(Lines.joined(lines, width, compounds), out);
                lines.clear();
                if (level == null) {
                    heading.add(mark, line);
                } else {
                    heading.close();
                    out.heading(level, line);
                }
            }
            PlainText.write(Lines.joined(lines, width, compounds), out);
        }
        heading.close();
    }

    /** A heading by its type, while it may go on in the next line. */
    private final class Heading {

        private final List<String> lines = new ArrayList<>();
        private int level;

        void add(Mark mark, String line) {
            if (!mark.continues() || mark.level() != level) {
                close();
            }
            lines.add(line);
            level = mark.level();
        }

        void close() {
            out.section(level, String.join(" ", lines));
            lines.clear();
        }
    }

    /**
     * What Tika took for paragraphs, put together where a sentence goes on. Wide spacing makes a paragraph of every line: then a line that had no room for
     * the next one's first word goes on there, else only where that word is lower case.
     */
    private static List<List<String>> paragraphs(List<List<String>> found, int width) {
        long single = found.stream().filter(paragraph -> paragraph.size() == 1).count();
        boolean spaced = found.size() >= MIN_SPACED_LINES && single >= SPACED_SHARE * found.size();
        List<List<String>> paragraphs = new ArrayList<>();
        for (List<String> paragraph : found) {
            String next = paragraph.getFirst();
            if (!paragraphs.isEmpty()
                    && Lines.hadNoRoom(paragraphs.getLast().getLast(), next, width)
                    && (spaced || Character.isLowerCase(next.codePointAt(0)))) {
                paragraphs.getLast().addAll(paragraph);
            } else {
                paragraphs.add(new ArrayList<>(paragraph));
            }
        }
        return paragraphs;
    }

    private static List<List<String>> withoutRunning(List<List<String>> page, Set<String> running) {
        boolean onlyLine = page.size() == 1 && page.getFirst().size() == 1;
        if (page.isEmpty() || onlyLine) {
            return page;
        }
        Set<String> edges =
                Set.copyOf(List.of(page.getFirst().getFirst(), page.getLast().getLast()));
        return page.stream()
                .map(paragraph -> paragraph.stream()
                        .filter(line -> !edges.contains(line) || !running.contains(withoutNumbers(line)))
                        .toList())
                .filter(paragraph -> !paragraph.isEmpty())
                .toList();
    }

    /** First and last lines that most pages share, but for their numbers. */
    private Set<String> runningLines() {
        if (pages.size() < MIN_PAGES_WITH_RUNNING_LINES) {
            return Set.of();
        }
        Map<String, Integer> counts = new HashMap<>();
        for (List<List<String>> page : pages) {
            if (!page.isEmpty()) {
                Set<String> edges = new HashSet<>();
                edges.add(withoutNumbers(page.getFirst().getFirst()));
                edges.add(withoutNumbers(page.getLast().getLast()));
                edges.forEach(edge -> counts.merge(edge, 1, Integer::sum));
            }
        }
        counts.values().removeIf(count -> count < RUNNING_SHARE * pages.size());
        return counts.keySet();
    }

    /** Whether there is an outline: it knows better than type what is a heading. */
    boolean hasOutline() {
        return !outline.isEmpty();
    }

    void headings(PdfHeadings found) {
        headings = found;
    }

    /** The numbers of the pages without any text so far. */
    List<Integer> blank() {
        flush();
        List<Integer> blank = new ArrayList<>();
        for (int i = 0; i < pages.size(); i++) {
            if (pages.get(i).isEmpty()) {
                blank.add(i + 1);
            }
        }
        return blank;
    }

    /** Gives page {@code number} the text that was recognised on it. */
    void fill(int number, String recognised) {
        List<List<String>> page = pages.get(number - 1);
        for (String paragraph : NormalText.of(recognised).split("\n[ \t]*\n", -1)) {
            List<String> lines = lines(paragraph);
            if (!lines.isEmpty()) {
                page.add(lines);
            }
        }
    }

    private static List<String> lines(String text) {
        return NormalText.of(text)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private static String withoutNumbers(String line) {
        return line.replaceAll("\\d+", "#");
    }

    private static String key(String line) {
        return NormalText.of(line).strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    }
}
