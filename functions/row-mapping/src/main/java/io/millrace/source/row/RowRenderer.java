package io.millrace.source.row;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.Digest;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.core.row.RowUri;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes documents of rows. The same row gives the same document, byte for byte, on any machine. */
final class RowRenderer {

    private static final int MAX_TITLE = 300;

    private final String source;
    private final RowLimits limits;

    RowRenderer(String source, RowLimits limits) {
        this.source = source;
        this.limits = limits;
    }

    String uri(DocumentMapping mapping, List<String> key) {
        return new RowUri(source, mapping.table(), key).toString();
    }

    RowDocument render(DocumentMapping mapping, JoinedRow row) {
        String uri = uri(mapping, row.key());
        try {
            requireReadable(mapping, row, uri);
            Map<String, @Nullable Object> cells = row.context(mapping);
            String title = title(mapping, cells, uri);
            String body = body(mapping, row, cells, uri);
            AccessList access = RowAccess.of(mapping, row, uri);
            Map<String, String> metadata = RowMetadata.of(mapping, row, uri);
            return new RowDocument.Mapped(uri, title, body, access, metadata, mark(title, body, access, metadata));
        } catch (ProblemException e) {
            Problem problem = e.problem();
            return new RowDocument.Refused(uri, problem, Digest.of(problem.code(), problem.detail()));
        }
    }

    private void requireReadable(DocumentMapping mapping, JoinedRow row, String uri) {
        for (Reference reference : mapping.references()) {
            for (Object value : row.values(reference)) {
                if (value instanceof OversizedCell(long bytes)) {
                    throw refused(
                            Category.TOO_LARGE,
                            "document-cell-too-large",
                            uri + ": column " + reference.word() + " has " + bytes + " bytes, and the limit is "
                                    + limits.cellBytes() + "; take the column out of the mapping, or raise "
                                    + "millrace.databases.max-cell-bytes");
                }
                if (value instanceof byte[]) {
                    throw refused(
                            Category.UNPROCESSABLE,
                            "document-cell-binary",
                            uri + ": column " + reference.word()
                                    + " holds bytes, which are no text; take it out of the mapping");
                }
            }
        }
    }

    private String title(DocumentMapping mapping, Map<String, @Nullable Object> cells, String uri) {
        BoundedText title = new BoundedText(limits.documentBytes(), uri);
        mapping.title().write(cells, title);
        String line = title.toString().strip().replaceAll("\\s+", " ");
        return line.codePointCount(0, line.length()) <= MAX_TITLE
                ? line
                : line.substring(0, line.offsetByCodePoints(0, MAX_TITLE - 1)) + "…";
    }

    private String body(DocumentMapping mapping, JoinedRow row, Map<String, @Nullable Object> cells, String uri) {
        BoundedText body = new BoundedText(limits.documentBytes(), uri);
        if (mapping.body() != null) {
            mapping.body().write(cells, body);
            return body.toString();
        }
        for (Reference section : mapping.sections()) {
            List<String> texts = new ArrayList<>();
            row.values(section).stream()
                    .map(CellText::of)
                    .filter(text -> !text.isBlank())
                    .forEach(texts::add);
            if (!texts.isEmpty()) {
                body.write("## " + section.word() + "\n\n" + String.join("\n\n", texts) + "\n\n");
            }
        }
        return body.toString();
    }

    private static String mark(String title, String body, AccessList access, Map<String, String> metadata) {
        List<String> parts =
                new ArrayList<>(List.of(title, body, access.principals().toString()));
        new TreeMap<>(metadata).forEach((name, value) -> {
            parts.add(name);
            parts.add(value);
        });
        return Digest.of(parts.toArray(String[]::new));
    }

    static ProblemException refused(Category category, String code, String detail) {
        return ProblemException.of(category, code, detail);
    }
}
