package io.millrace.parse.tika;

import java.time.Duration;

/**
 * How text in images is recognised.
 *
 * @param program tesseract: a path, or a name that is looked for on the {@code PATH}; empty recognises nothing
 * @param languages what tesseract's option {@code -l} takes, such as {@code eng+deu}
 * @param maxPages the most pages of one document; those beyond stay without text
 * @param timeout the longest that one page may take
 */
public record OcrSettings(String program, String languages, int maxPages, Duration timeout) {

    /** English by tesseract, where it is installed; 100 pages, 20 seconds a page. */
    public static final OcrSettings DEFAULT = new OcrSettings("tesseract", "eng", 100, Duration.ofSeconds(20));

    /** Recognises nothing. */
    public static final OcrSettings OFF = new OcrSettings("", "eng", 100, Duration.ofSeconds(20));

    public OcrSettings {
        if (maxPages < 1 || !timeout.isPositive()) {
            throw new IllegalArgumentException("the limits of text recognition must be positive");
        }
        if (!languages.matches("[A-Za-z_]+(\\+[A-Za-z_]+)*")) {
            throw new IllegalArgumentException(
                    "languages of text recognition are names of tesseract joined by +, such as eng+deu, but are: "
                            + languages);
        }
    }
}
