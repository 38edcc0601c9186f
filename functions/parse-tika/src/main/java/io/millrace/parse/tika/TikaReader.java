package io.millrace.parse.tika;

import io.millrace.core.chunk.ParseRequest;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.tika.exception.EncryptedDocumentException;
import org.apache.tika.exception.TikaException;
import org.apache.tika.exception.ZeroByteFileException;
import org.apache.tika.io.TemporaryResources;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Message;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.Property;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MediaType;
import org.apache.tika.parser.ParseContext;
import org.jspecify.annotations.Nullable;
import org.xml.sax.SAXException;

/** Finds out what a document is, and reads it with the parser for that. */
final class TikaReader {

    /** Bouncy Castle, which is left out: PDFBox asks for it where a PDF is encrypted for the holder of a certificate. */
    private static final String FOR_CERTIFICATES = "org/bouncycastle/";

    private static final MediaType PDF = MediaType.application("pdf");
    private static final MediaType MAIL = MediaType.parse("message/rfc822");
    private static final int CHARSET_SAMPLE = 1 << 16;

    private final ParseLimits limits;
    private final @Nullable Tesseract tesseract;
    private final TikaParsers parsers;

    /** @param tesseract recognises text in images; null where it can't be done */
    TikaReader(ParseLimits limits, @Nullable Tesseract tesseract) {
        this.limits = limits;
        this.tesseract = tesseract;
        this.parsers = TikaParsers.within(limits);
    }

    /**
     * What was found.
     *
     * @param title the format's own; empty for none
     */
    record Found(String contentType, String title, Map<String, String> metadata) {}

    /** The type of {@code input}, by its first bytes, its name and what was declared. */
    MediaType detect(Input input, ParseRequest request) throws IOException {
        try (TemporaryResources temporary = new TemporaryResources();
                TikaInputStream content = open(input, temporary)) {
            return parsers.detect(content, metadata(request));
        }
    }

    boolean supports(MediaType type) {
        return parsers.supports(type);
    }

    /** The text of {@code bytes} in the encoding that they are told to have, or else seem to. */
    String decode(byte[] bytes, ParseRequest request) throws IOException {
        String told = Decoding.told(bytes, request);
        if (told != null) {
            return told;
        }
        byte[] sample = bytes.length > CHARSET_SAMPLE ? Arrays.copyOf(bytes, CHARSET_SAMPLE) : bytes;
        try (InputStream content = TikaInputStream.get(sample)) {
            Charset charset = parsers.encodings().detect(content, new Metadata());
            String text = new String(bytes, charset == null ? Charset.forName("windows-1252") : charset);
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        }
    }

    /** @param forImages until when text in images may be recognised, and headings looked for */
    Found read(Input input, ParseRequest request, MediaType type, Deadline forImages, DocumentText out)
            throws IOException {
        Metadata metadata = metadata(request);
        metadata.set(TikaCoreProperties.CONTENT_TYPE_PARSER_OVERRIDE, type.toString());
        PdfPages pages = type.equals(PDF) ? new PdfPages(out, limits.maxPages()) : null;
        ScannedPages scanned = pages == null ? null : new ScannedPages(pages, tesseract, forImages);
        Tags tags = pages == null ? blocks(type, out) : pages;
        TagHandler handler = new TagHandler(tags, () -> {
            if (type.equals(MAIL)) {
                out.paragraph(MailHeaders.of(metadata));
            }
        });
        ParseContext context = parsers.context(limits);
        boolean partial = false;
        try (TemporaryResources temporary = new TemporaryResources();
                TikaInputStream content = open(input, temporary)) {
            parsers.parser().parse(content, handler, metadata, context);
            if (scanned != null) {
                scanned.read(input);
            }
            if (pages != null && !pages.hasOutline()) {
                pages.headings(PdfHeadings.read(input, forImages));
            }
            tags.finish();
        } catch (TikaException | SAXException | IOException | RuntimeException e) {
            ProblemException problem = handler.verdict() == null ? problemIn(e) : handler.verdict();
            if (problem != null) {
                throw problem;
            }
            tags.finish();
            if (out.isEmpty()) {
                throw Verdict.BROKEN.of("", e);
            }
            partial = true;
        } catch (NoClassDefFoundError e) {
            if (String.valueOf(e.getMessage()).startsWith(FOR_CERTIFICATES)) {
                throw Verdict.ENCRYPTED.of("", e);
            }
            throw e;
        }
        String title = title(metadata);
        if (out.isEmpty() && scanned != null) {
            if (!scanned.unread().isEmpty()) {
                throw Verdict.NEEDS_OCR.of();
            }
            if (scanned.hasPictures()) {
                // Pictures without any text can still be found by their title.
                out.paragraph(title);
            }
        }
        if (out.isEmpty() || (isWorkbook(type) && out.holdsNamesOnly())) {
            throw Verdict.EMPTY.of();
        }
        Map<String, String> facts = facts(metadata);
        if (partial) {
            // The parser gave up on the way; what it had read by then is kept.
            facts.put("partial", "true");
        }
        if (scanned != null) {
            facts.putAll(scanned.facts());
        }
        return new Found(type.toString(), title, facts);
    }

    private Tags blocks(MediaType type, DocumentText out) {
        XhtmlBlocks blocks = new XhtmlBlocks(out, limits.maxPages());
        if (isWorkbook(type)) {
            blocks.sheets();
        }
        return blocks;
    }

    private static boolean isWorkbook(MediaType type) {
        return type.getSubtype().contains("sheet") || type.getSubtype().contains("excel");
    }

    private static Map<String, String> facts(Metadata metadata) {
        Map<String, String> facts = new LinkedHashMap<>();
        put(facts, "author", metadata, TikaCoreProperties.CREATOR);
        put(facts, "created", metadata, TikaCoreProperties.CREATED);
        put(facts, "modified", metadata, TikaCoreProperties.MODIFIED);
        return facts;
    }

    private static String title(Metadata metadata) {
        String title = metadata.get(TikaCoreProperties.TITLE);
        if (title == null) {
            title = metadata.get(TikaCoreProperties.SUBJECT);
        }
        return title == null ? "" : title;
    }

    private static void put(Map<String, String> facts, String name, Metadata metadata, Property property) {
        String value = metadata.get(property);
        if (value != null && !value.isBlank()) {
            facts.put(name, NormalText.of(value).strip());
        }
    }

    private static Metadata metadata(ParseRequest request) {
        Metadata metadata = new Metadata();
        metadata.set(TikaCoreProperties.RESOURCE_NAME_KEY, Titles.fileName(request.uri()));
        String declared = Format.declaredType(request);
        if (!declared.isEmpty() && !declared.equals("text/plain")) {
            metadata.set(Metadata.CONTENT_TYPE, declared);
        }
        return metadata;
    }

    private static TikaInputStream open(Input input, TemporaryResources temporary) throws IOException {
        return input.file() == null
                ? TikaInputStream.get(input.stream(), temporary, new Metadata())
                : TikaInputStream.get(input.file());
    }

    /** The verdict, or the passing failure, that {@code failure}, or a cause of it, amounts to; null where the document is merely damaged. */
    static @Nullable ProblemException problemIn(Throwable failure) {
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause(), depth++) {
            String message = cause.getMessage() == null ? "" : cause.getMessage();
            switch (cause) {
                case ProblemException verdict -> {
                    return verdict;
                }
                case EncryptedDocumentException e -> {
                    return Verdict.ENCRYPTED.of("", failure);
                }
                case org.apache.poi.EncryptedDocumentException e -> {
                    return Verdict.ENCRYPTED.of("", failure);
                }
                case ZeroByteFileException e -> {
                    return Verdict.EMPTY.of("", failure);
                }
                default -> {
                    if (Passing.isOfTheDisk(cause)) {
                        return Passing.unavailable(cause.getClass().getSimpleName(), failure);
                    }
                    if (message.contains("Zip bomb") || message.contains("zip bomb")) {
                        return Verdict.BOMB.of("", failure);
                    }
                }
            }
        }
        return null;
    }

    /** The lines at the head of a mail that a reader looks at. */
    private static final class MailHeaders {

        static String of(Metadata metadata) {
            StringBuilder lines = new StringBuilder();
            add(lines, "From", metadata.getValues(Message.MESSAGE_FROM));
            add(lines, "To", metadata.getValues(Message.MESSAGE_TO));
            add(lines, "Cc", metadata.getValues(Message.MESSAGE_CC));
            String date = metadata.get(TikaCoreProperties.CREATED);
            if (date != null) {
                add(lines, "Date", date);
            }
            String subject = metadata.get(TikaCoreProperties.SUBJECT);
            if (subject != null) {
                add(lines, "Subject", subject);
            }
            return lines.toString();
        }

        private static void add(StringBuilder lines, String name, String... values) {
            String joined = String.join(", ", values);
            if (!joined.isBlank()) {
                lines.append(name).append(": ").append(joined).append('\n');
            }
        }
    }
}
