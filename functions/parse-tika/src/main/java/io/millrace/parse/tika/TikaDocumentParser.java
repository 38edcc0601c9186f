package io.millrace.parse.tika;

import io.millrace.core.chunk.DocumentParser;
import io.millrace.core.chunk.ParseRequest;
import io.millrace.core.chunk.ParsedDocument;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads plain formats (text, Markdown, HTML, CSV, JSON) in UTF-8 or a declared charset, up to a mebibyte, directly, in well under a millisecond for a page, and everything else in
 * a child process, with Apache Tika, within limits on memory and time. A child is started when the first document needs it.
 *
 * <p>Verdicts: {@code document-encrypted}, {@code -empty}, {@code -needs-ocr}, {@code -broken}, {@code -bomb}, {@code -binary},
 * {@code -unsupported}, {@code -timeout}, {@code -parser-failed} (UNPROCESSABLE) and {@code document-too-large} (TOO_LARGE). Passing failures:
 * {@code parser-busy} and {@code parser-unavailable}. Safe for use by many threads.
 */
public final class TikaDocumentParser implements DocumentParser, AutoCloseable {

    /** Tables within tables within tables cost the square of their number: two seconds for this many bytes, half a minute for a mebibyte. */
    private static final int MAX_HTML_BYTES_HERE = 256 << 10;

    /** So do signs that open what never closes, a third of a minute for a quarter of a mebibyte. */
    private static final int MAX_MARKDOWN_BYTES_HERE = 64 << 10;

    private final ParseLimits limits;
    private final ParserPool children;

    /** @throws IllegalStateException when a child could not be started, since its class path can't be found */
    public TikaDocumentParser(ParserSettings settings) {
        this(settings, ParserCommand.of(settings));
    }

    TikaDocumentParser(ParserSettings settings, ParserCommand command) {
        this.limits = settings.limits();
        this.children = new ParserPool(settings, command);
    }

    @Override
    public ParsedDocument parse(InputStream content, ParseRequest request) throws IOException {
        if (request.bytes() > limits.maxInputBytes()) {
            throw Input.tooLarge(limits.maxInputBytes());
        }
        try (Input input = Input.read(content, limits.maxInputBytes())) {
            return parse(input, request);
        }
    }

    @Override
    public ParsedDocument parse(Path content, ParseRequest request) throws IOException {
        try (Input input = Input.of(content, Files.size(content))) {
            return parse(input, request);
        }
    }

    private ParsedDocument parse(Input input, ParseRequest request) throws IOException {
        try {
            if (input.size() > limits.maxInputBytes()) {
                throw Input.tooLarge(limits.maxInputBytes());
            }
            if (input.size() == 0) {
                throw Verdict.EMPTY.of();
            }
            Format format = Format.of(request);
            String text = format == Format.OTHER ? null : smallText(input, format, request);
            return text == null ? children.parse(input, request) : PlainFormats.read(format, text, request, limits);
        } catch (StackOverflowError e) {
            throw Verdict.BROKEN.of("nested too deeply", e);
        }
    }

    /** What is larger is worth a child, whose time and memory are bounded. */
    private @Nullable String smallText(Input input, Format format, ParseRequest request) throws IOException {
        if (input.file() != null || input.size() > mostBytesHere(format)) {
            return null;
        }
        String text = Decoding.told(input.bytes(limits.maxTextBytes()), request);
        return text != null && format == Format.MARKDOWN && MarkdownReader.isCostly(text) ? null : text;
    }

    private long mostBytesHere(Format format) {
        return switch (format) {
            case HTML -> MAX_HTML_BYTES_HERE;
            case MARKDOWN -> MAX_MARKDOWN_BYTES_HERE;
            case TEXT, CODE, CSV, JSON, OTHER -> limits.maxInputBytes();
        };
    }

    /** The process ids of the children that there are. */
    List<Long> children() {
        return children.pids();
    }

    /** Ends all children; what they read ends with {@code parser-unavailable}. */
    @Override
    public void close() {
        children.close();
    }
}
