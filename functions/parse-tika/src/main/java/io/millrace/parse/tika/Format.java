package io.millrace.parse.tika;

import io.millrace.core.chunk.ParseRequest;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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
            Map.entry("application/rtf", OTHER),
            Map.entry("text/rtf", OTHER),
            Map.entry("message/rfc822", OTHER),
            Map.entry("application/mbox", OTHER),
            Map.entry("application/yaml", CODE),
            Map.entry("text/yaml", CODE));

    private static final Map<String, Format> BY_EXTENSION = Map.ofEntries(
            Map.entry("txt", TEXT),
            Map.entry("text", TEXT),
            Map.entry("rtf", OTHER),
            Map.entry("eml", OTHER),
            Map.entry("mbox", OTHER),
            Map.entry("xml", OTHER),
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

    /** What stores and clients say of bytes that nobody has told them anything of. */
    private static final Set<String> SAYS_NOTHING = Set.of(
            "application/octet-stream",
            "binary/octet-stream",
            "application/unknown",
            "application/x-unknown",
            "application/x-www-form-urlencoded");

    private static final Pattern CHARSET = Pattern.compile("(?i);\\s*charset\\s*=\\s*[\"']?([\\w.:+-]{1,40})");

    private final String contentType;

    Format(String contentType) {
        this.contentType = contentType;
    }

    /** A declared {@code text/plain} yields to the name, since many servers say it of everything that is text, mail and RTF among it; so does a type that is not known here. */
    static Format of(ParseRequest request) {
        Format byType = BY_TYPE.get(declaredType(request));
        return byType == null || byType == TEXT
                ? BY_EXTENSION.getOrDefault(extension(request.uri()), Objects.requireNonNullElse(byType, OTHER))
                : byType;
    }

    /** The declared type without parameters, in lower case; empty for none, and for those that say nothing. */
    static String declaredType(ParseRequest request) {
        String declared = request.declaredContentType();
        String type = declared == null ? "" : declared.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return SAYS_NOTHING.contains(type) ? "" : type;
    }

    /** The declared charset; null where there is none that is known here. ISO-8859-1 and ASCII mean windows-1252, which has their letters, as on the web. */
    static @Nullable Charset declaredCharset(ParseRequest request) {
        Matcher name = CHARSET.matcher(Objects.requireNonNullElse(request.declaredContentType(), ""));
        if (!name.find()) {
            return null;
        }
        try {
            Charset charset = Charset.forName(name.group(1));
            return charset.equals(StandardCharsets.ISO_8859_1) || charset.equals(StandardCharsets.US_ASCII)
                    ? Charset.forName("windows-1252")
                    : charset;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    static String extension(String uri) {
        String name = Titles.fileName(uri);
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    String contentType() {
        return contentType;
    }
}
