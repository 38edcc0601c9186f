package io.millrace.source.row;

import io.millrace.core.problem.Problem.Category;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is kept of a row to filter by and to cite: the columns that the mapping names, table and key, and the language. */
final class RowMetadata {

    /** So that every store can compare it; longer texts belong into the body. */
    private static final int MAX_KEYWORD = 256;

    private static final Set<String> ENDLESS = Set.of("nan", "infinity", "-infinity");
    private static final Pattern MOMENT = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}(T.*)?");

    private RowMetadata() {}

    static Map<String, String> of(DocumentMapping mapping, JoinedRow row, String uri) {
        Map<String, String> metadata = new TreeMap<>();
        for (MetadataColumn column : mapping.metadata()) {
            String text = text(row, column.reference());
            if (!text.isEmpty()) {
                add(column, text, metadata, uri);
            }
        }
        metadata.put("row.table", mapping.table());
        metadata.put("row.key", String.join(", ", row.key()));
        switch (mapping.language()) {
            case LanguageRule.Detected() -> {}
            case LanguageRule.Fixed(String language) -> metadata.put("language", language);
            case LanguageRule.FromColumn(Reference reference) -> {
                String language = text(row, reference).strip();
                if (MarksReader.isLanguage(language)) {
                    metadata.put("language", language);
                }
            }
        }
        return metadata;
    }

    private static String text(JoinedRow row, Reference reference) {
        List<@Nullable Object> values = row.values(reference);
        return values.isEmpty() ? "" : CellText.of(values.getFirst());
    }

    private static void add(MetadataColumn column, String text, Map<String, String> metadata, String uri) {
        boolean fits = switch (column.type()) {
            case NUMBER -> ENDLESS.contains(text.toLowerCase(Locale.ROOT)) || isNumber(text);
            case DATE -> ENDLESS.contains(text.toLowerCase(Locale.ROOT)) || isDate(text);
            case KEYWORD -> true;
        };
        if (!fits) {
            throw RowRenderer.refused(
                    Category.UNPROCESSABLE,
                    "document-metadata-invalid",
                    uri + ": column " + column.reference().word() + " holds no "
                            + column.type().name().toLowerCase(Locale.ROOT)
                            + "; declare it as keyword, or correct the row");
        }
        if (text.length() > MAX_KEYWORD) {
            throw RowRenderer.refused(
                    Category.UNPROCESSABLE,
                    "document-metadata-too-long",
                    uri + ": column " + column.reference().word() + " has " + text.length()
                            + " characters, and metadata has at most " + MAX_KEYWORD + "; use it in the body");
        }
        if (column.type() == MetadataColumn.Type.KEYWORD || !ENDLESS.contains(text.toLowerCase(Locale.ROOT))) {
            metadata.put(column.name(), text);
        }
    }

    private static boolean isNumber(String text) {
        try {
            return Double.isFinite(new BigDecimal(text.strip()).doubleValue());
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static boolean isDate(String text) {
        if (!MOMENT.matcher(text).matches()) {
            return false;
        }
        try {
            if (text.length() == 10) {
                return LocalDate.parse(text).getYear() > 0;
            }
            return DateTimeFormatter.ISO_DATE_TIME.parse(text) != null;
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
