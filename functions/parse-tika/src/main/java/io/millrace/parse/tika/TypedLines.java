package io.millrace.parse.tika;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;

/** The lines of a PDF with the type that they are set in. PDFBox puts them together as it does for Tika, which tells nothing of their type. */
final class TypedLines extends PDFTextStripper {

    private static final Pattern BOLD = Pattern.compile("bold|black|heavy|demi|cmbx|sfbx|[-,]bd|medi\\b");
    private static final int BOLD_WEIGHT = 600;
    private static final double WHOLE = .9;
    /** Columns are further apart than words, in sizes of the type. */
    private static final double WIDEST_SPACE = 2;

    private final Deadline end;
    private final List<Line> lines = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final Map<Double, Integer> sizes = new HashMap<>();
    private int bold;
    private boolean columns;
    private boolean turned;
    private double baseline;
    private double right;
    private boolean cut;

    private TypedLines(Deadline end) {
        this.end = end;
    }

    /**
     * A line of print.
     *
     * @param page from 1
     * @param size in points, as shown, in halves: what most of its characters have
     * @param bold whether all of it is
     * @param columns whether there is more than space between two of its words, as in a row of a table
     * @param turned whether it does not run from left to right as the page is held, as a stamp at its edge
     * @param baseline in points from the page's top
     * @param characters without spaces
     */
    record Line(
            int page,
            String text,
            double size,
            boolean bold,
            boolean columns,
            boolean turned,
            double baseline,
            int characters) {}

    /**
     * All lines, in the order of the text; none where {@code end} comes before the last page.
     *
     * @throws IOException where the document is damaged
     */
    static List<Line> of(PDDocument document, Deadline end) throws IOException {
        TypedLines found = new TypedLines(end);
        found.writeText(document, Writer.nullWriter());
        return found.cut ? List.of() : found.lines;
    }

    @Override
    public void processPage(PDPage page) throws IOException {
        if (end.isOver()) {
            cut = true;
        } else {
            super.processPage(page);
        }
    }

    @Override
    protected void writeString(String string, List<TextPosition> positions) {
        text.append(string);
        for (TextPosition position : positions) {
            if (position.getUnicode() == null || position.getUnicode().isBlank()) {
                continue;
            }
            double size = Math.round(2 * position.getTextMatrix().getScalingFactorY()) / 2.0;
            if (!sizes.isEmpty() && position.getXDirAdj() - right > WIDEST_SPACE * size) {
                columns = true;
            }
            sizes.merge(size, 1, Integer::sum);
            turned |= position.getDir() != 0;
            bold += isBold(position.getFont()) ? 1 : 0;
            baseline = position.getYDirAdj();
            right = position.getXDirAdj() + position.getWidthDirAdj();
        }
    }

    @Override
    protected void writeWordSeparator() {
        text.append(' ');
    }

    @Override
    protected void writeLineSeparator() {
        close();
    }

    @Override
    protected void writePageEnd() {
        close();
    }

    private void close() {
        String found = NormalText.of(text.toString()).strip();
        if (!found.isEmpty() && !sizes.isEmpty()) {
            int characters = sizes.values().stream().mapToInt(Integer::intValue).sum();
            lines.add(new Line(
                    getCurrentPageNo(),
                    found,
                    most(sizes),
                    bold >= WHOLE * characters,
                    columns,
                    turned,
                    baseline,
                    characters));
        }
        text.setLength(0);
        sizes.clear();
        bold = 0;
        columns = false;
        turned = false;
    }

    /** The size that most characters have; of two, the smaller. */
    static double most(Map<Double, Integer> sizes) {
        return sizes.entrySet().stream()
                .max(Map.Entry.<Double, Integer>comparingByValue()
                        .thenComparing(
                                Map.Entry.<Double, Integer>comparingByKey().reversed()))
                .map(Map.Entry::getKey)
                .orElse(0.0);
    }

    private static boolean isBold(PDFont font) {
        String name = font.getName();
        return (name != null && BOLD.matcher(name.toLowerCase(Locale.ROOT)).find())
                || (font.getFontDescriptor() != null
                        && (font.getFontDescriptor().isForceBold()
                                || font.getFontDescriptor().getFontWeight() >= BOLD_WEIGHT));
    }
}
