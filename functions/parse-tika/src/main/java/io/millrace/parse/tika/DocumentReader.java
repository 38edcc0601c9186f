package io.millrace.parse.tika;

import io.millrace.core.chunk.ParseRequest;
import io.millrace.core.chunk.ParsedDocument;
import java.io.IOException;
import java.time.Duration;
import org.apache.tika.mime.MediaType;

/** Finds out what a document is and reads it: what a child process does for its parent. */
final class DocumentReader {

    /** What stays for writing down what was recognised, before the parent ends this process. */
    private static final Duration MOST_REST = Duration.ofSeconds(5);

    private final ParseLimits limits;
    private final Duration rest;
    private final TikaReader tika;
    private final ImageFiles images;

    DocumentReader(ParserSettings settings) {
        this.limits = settings.limits();
        Duration quarter = limits.timeout().dividedBy(4);
        this.rest = quarter.compareTo(MOST_REST) < 0 ? quarter : MOST_REST;
        Tesseract tesseract = Tesseract.find(settings.ocr());
        this.tika = new TikaReader(limits, tesseract);
        this.images = new ImageFiles(tesseract);
    }

    // The only resource of what asUtf8 gives is memory.
    @SuppressWarnings("resource")
    ParsedDocument read(ParserWire.Asked asked) throws IOException {
        ParseRequest request = asked.request();
        Deadline forImages = asked.end().earlierBy(rest);
        Input input = asked.input().asUtf8();
        MediaType type = tika.detect(input, request);
        Format format = plainFormat(type, request);
        if (format != Format.OTHER) {
            String text = tika.decode(input.bytes(limits.maxTextBytes()), request);
            if (!Decoding.isText(text)) {
                throw Verdict.BINARY.of();
            }
            return PlainFormats.read(format, text, request, limits);
        }
        if (type.equals(MediaType.OCTET_STREAM)) {
            throw Verdict.BINARY.of();
        }
        DocumentText out = new DocumentText(limits.maxOutputCharacters());
        if (ImageFiles.supports(type)) {
            return out.document(request, type.toString(), "", images.read(input, forImages, out));
        }
        if (!tika.supports(type)) {
            throw Verdict.UNSUPPORTED.of(type.toString(), null);
        }
        TikaReader.Found found = tika.read(input, request, type, forImages, out);
        return out.document(request, found.contentType(), found.title(), found.metadata());
    }

    private static Format plainFormat(MediaType type, ParseRequest request) {
        Format byType = Format.of(new ParseRequest("", type.toString(), null, -1));
        if (byType == Format.TEXT || (byType == Format.OTHER && type.getType().equals("text"))) {
            Format declared = Format.of(request);
            return declared != Format.OTHER ? declared : byType == Format.TEXT ? Format.TEXT : Format.CODE;
        }
        return byType;
    }
}
