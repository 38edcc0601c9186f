package io.millrace.parse.tika;

import io.millrace.core.chunk.ParseRequest;
import java.util.Locale;
import java.util.Map;

/** How a document is read, as its declared type says, or else its name. */
enum Format {
    TEXT("text/plain"),
    CODE("text/plain"),
    MARKDOWN("text/markdown"),
    HTML("text/html"),
    CSV("text/csv"),
    JSON("application/json"),
    /** Everything that Tika finds out and reads. */
    OTHER("application/octet-stream");

    private static final Map<String, Format> BY_TYPE = Map.ofEntries(
            Map.entry("text/plain", TEXT),
            Map.entry("text/markdown", MARKDOWN),
            Map.entry("text/x-markdown", MARKDOWN),
            Map.entry("text/x-web-markdown", MARKDOWN),
            Map.entry("text/html", HTML),
            Map.entry("application/xhtml+xml", HTML),
            Map.entry("text/csv", CSV),
            Map.entry("text/tab-separated-values", CSV),
            Map.entry("application/json", JSON),
            Map.entry("application/x-ndjson", JSON),
            Map.entry("application/jsonl", JSON),
            Map.entry("application/yaml", CODE),
            Map.entry("text/yaml", CODE));

    private static final Map<String, Format> BY_EXTENSION = Map.ofEntries(
            Map.entry("txt", TEXT),
            Map.entry("text", TEXT),
            Map.entry("log", CODE),
            Map.entry("md", MARKDOWN),
            Map.entry("markdown", MARKDOWN),
            Map.entry("html", HTML),
            Map.entry("htm", HTML),
            Map.entry("xhtml", HTML),
            Map.entry("csv", CSV),
            Map.entry("tsv", CSV),
            Map.entry("json", JSON),
            Map.entry("jsonl", JSON),
            Map.entry("ndjson", JSON),
            Map.entry("yaml", CODE),
            Map.entry("yml", CODE),
            Map.entry("toml", CODE),
            Map.entry("ini", CODE),
            Map.entry("properties", CODE),
            Map.entry("java", CODE),
            Map.entry("py", CODE),
            Map.entry("js", CODE),
            Map.entry("ts", CODE),
            Map.entry("go", CODE),
            Map.entry("sh", CODE),
            Map.entry("sql", CODE));

    private final String contentType;

    Format(String contentType) {
        this.contentType = contentType;
    }

    /** A declared {@code text/plain} yields to the name: many servers say it of everything that is text. */
    static Format of(ParseRequest request) {
        String type = declaredType(request);
        Format byName = BY_EXTENSION.getOrDefault(extension(request.uri()), OTHER);
        if (type.isEmpty() || type.equals("application/octet-stream")) {
            return byName;
        }
        Format byType = BY_TYPE.getOrDefault(type, OTHER);
        return byType == TEXT && byName != OTHER ? byName : byType;
    }

    /** The declared type without parameters, in lower case; empty for none. */
    static String declaredType(ParseRequest request) {
        String declared = request.declaredContentType();
        return declared == null ? "" : declared.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    static String extension(String uri) {
        String name = Titles.fileName(uri);
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    String contentType() {
        return contentType;
    }
}
