package io.millrace.parse.tika;

import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** Why no text can be had of a document. */
enum Verdict {
    ENCRYPTED("document-encrypted", "The document is encrypted and opens only with a password. Save it without one."),
    EMPTY("document-empty", "The document has no text."),
    NEEDS_OCR(
            "document-needs-ocr",
            "The document's pages are images without text. Run it through text recognition (OCR) first, or install tesseract where Millrace runs."),
    BROKEN(
            "document-broken",
            "The document is damaged, or is not what its name says. Save it again with the program that made it."),
    BOMB("document-bomb", "The document unpacks to far more than its size allows, so it was not read further."),
    BINARY(
            "document-binary",
            "The file is not text and in no format that is known. If it is a document, check its name."),
    UNSUPPORTED("document-unsupported", "Files of this type can't be read."),
    PARSER_FAILED(
            "document-parser-failed",
            "The program that reads documents of this type broke down over this one. Save it again, or in another format."),
    TIMEOUT("document-timeout", "Reading the document took too long. Split it into smaller ones."),
    TOO_LARGE("document-too-large", "The document is too large. Split it into smaller ones.");

    private final String code;
    private final String detail;

    Verdict(String code, String detail) {
        this.code = code;
        this.detail = detail;
    }

    String code() {
        return code;
    }

    ProblemException of() {
        return of("", null);
    }

    /** With {@code fact} about this document, such as the limit that it is over, after the words that fit all. */
    ProblemException of(String fact, @Nullable Throwable cause) {
        Category category = this == TOO_LARGE ? Category.TOO_LARGE : Category.UNPROCESSABLE;
        return new ProblemException(
                new Problem(category, code, fact.isEmpty() ? detail : detail + " (" + fact + ")"), cause);
    }
}
