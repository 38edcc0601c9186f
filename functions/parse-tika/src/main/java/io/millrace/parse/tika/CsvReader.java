package io.millrace.parse.tika;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Comma-separated values (or by semicolon, tab or bar). Each row becomes a line {@code header: value; header: value}, so that it can be
 * understood, and found, without the others.
 */
final class CsvReader {

    private static final char[] DELIMITERS = {',', ';', '\t', '|'};
    private static final int ROWS_A_BLOCK = 20;

    private CsvReader() {}

    static void read(String text, DocumentText out) {
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setDelimiter(delimiter(text))
                .setIgnoreSurroundingSpaces(true)
                .setIgnoreEmptyLines(true)
                .setLenientEof(true)
                .setTrailingData(true)
                .get();
        List<String> lines = new ArrayList<>();
        try (CSVParser rows = CSVParser.parse(text, format)) {
            Iterator<CSVRecord> iterator = rows.iterator();
            List<String> header = iterator.hasNext() ? names(iterator.next()) : List.of();
            if (!iterator.hasNext()) {
                out.table(String.join("; ", header));
                return;
            }
            while (iterator.hasNext()) {
                lines.add(line(header, iterator.next()));
                if (lines.size() == ROWS_A_BLOCK) {
                    out.table(String.join("\n", lines));
                    lines.clear();
                }
            }
        } catch (IOException | java.io.UncheckedIOException | IllegalStateException e) {
            // Quotes that never close: not a table after all.
            lines.clear();
            out.code(text);
        }
        out.table(String.join("\n", lines));
    }

    /** As they will be read: what is left out of them is not to be carried through all rows. */
    private static List<String> names(CSVRecord header) {
        return header.stream().map(name -> NormalText.of(name).strip()).toList();
    }

    private static String line(List<String> header, CSVRecord row) {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            String value = row.get(i).strip().replaceAll("\\s+", " ");
            String name = i < header.size() ? header.get(i) : "";
            if (!value.isEmpty()) {
                cells.add(name.isEmpty() ? value : name + ": " + value);
            }
        }
        return String.join("; ", cells);
    }

    /** The one that the first line holds most often outside quotes. */
    private static char delimiter(String text) {
        char best = DELIMITERS[0];
        int most = 0;
        for (char candidate : DELIMITERS) {
            int found = 0;
            boolean quoted = false;
            for (int i = 0; i < text.length() && (quoted || text.charAt(i) != '\n'); i++) {
                quoted ^= text.charAt(i) == '"';
                found += !quoted && text.charAt(i) == candidate ? 1 : 0;
            }
            if (found > most) {
                best = candidate;
                most = found;
            }
        }
        return best;
    }
}
