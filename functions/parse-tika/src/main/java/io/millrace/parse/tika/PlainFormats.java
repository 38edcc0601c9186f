package io.millrace.parse.tika;

import io.millrace.core.chunk.ParseRequest;
import io.millrace.core.chunk.ParsedDocument;
import java.util.Map;

/** Reads the formats that are text in themselves, without Tika. */
final class PlainFormats {

    private PlainFormats() {}

    static ParsedDocument read(Format format, String text, ParseRequest request, ParseLimits limits) {
        DocumentText out = new DocumentText(limits.maxOutputCharacters());
        String title = "";
        switch (format) {
            case TEXT, OTHER -> PlainText.read(text, out);
            case CODE -> out.code(text);
            case MARKDOWN -> title = MarkdownReader.read(text, out);
            case HTML -> title = HtmlReader.read(text, out);
            case CSV -> CsvReader.read(text, out);
            case JSON -> JsonReader.read(text, out);
        }
        if (out.isEmpty()) {
            throw Verdict.EMPTY.of();
        }
        return out.document(request, format.contentType(), title, Map.of());
    }
}
