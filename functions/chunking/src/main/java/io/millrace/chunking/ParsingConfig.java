package io.millrace.chunking;

import io.millrace.parse.tika.OcrSettings;
import io.millrace.parse.tika.ParseLimits;
import io.millrace.parse.tika.ParserSettings;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;

/** How documents are read: {@code millrace.chunking.parsing.*}. What one may cost is in {@link LimitsConfig}. */
public interface ParsingConfig {

    /** The most child processes that read documents at a time; each takes up to about 120 MB and its heap. */
    @WithDefault("2")
    int processes();

    /** The heap of such a process, in megabytes: {@code document-bomb} when a document needs more. */
    @WithDefault("256")
    int heapMegabytes();

    /** How long such a process is kept when it has nothing to do. */
    @WithDefault("PT20S")
    Duration idle();

    /** How text in images is recognised. */
    Ocr ocr();

    /** Text recognition by tesseract. */
    interface Ocr {

        /** The program, as a path or as a name on the {@code PATH}; {@code off} recognises nothing, and neither does a name that is not there. */
        @WithDefault("tesseract")
        String program();

        /** The languages, as tesseract's option {@code -l} takes them, such as {@code eng+deu}; their data must be installed. */
        @WithDefault("eng")
        String languages();

        /** The most pages of one document that are recognised; those beyond stay without text, and the document's metadata says so. */
        @WithDefault("100")
        int maxPages();

        /** The longest that one page may take; then it stays without text. */
        @WithDefault("PT20S")
        Duration timeout();
    }

    /** What decides on the text of scanned pages, for a document's configuration; empty for the defaults, which every version before had. */
    default List<String> configuration() {
        if (ocr().program().equals("off")) {
            return List.of("ocr=off");
        }
        String languages = ocr().languages();
        return languages.equals(OcrSettings.DEFAULT.languages()) ? List.of() : List.of("ocr=" + languages);
    }

    /** All of it, as the parser takes it. */
    default ParserSettings settings(ParseLimits limits) {
        String program = ocr().program().equals("off") ? "" : ocr().program();
        OcrSettings recognition = new OcrSettings(program, ocr().languages(), ocr().maxPages(), ocr().timeout());
        return new ParserSettings(limits, recognition, processes(), heapMegabytes(), idle());
    }
}
