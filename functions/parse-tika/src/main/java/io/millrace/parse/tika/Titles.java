package io.millrace.parse.tika;

import io.millrace.core.chunk.ParseRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** What to call a document. */
final class Titles {

    /** What programs write into a file's title when nobody chose one. */
    private static final Pattern MEANINGLESS = Pattern.compile(
            "(?i)untitled.*|unknown|no title|title|slide 1|document\\d*|microsoft (word|powerpoint|excel) ?-.*|.*\\.(docx?|xlsx?|pptx?|pdf|indd|qxd|tex|dvi|rtf|odt|html?)");

    private Titles() {}

    /** The declared one, else the format's own, else the first heading, else the file's name. */
    static String choose(ParseRequest request, String own, String firstHeading) {
        String declared = request.declaredTitle();
        if (declared != null && !declared.isBlank()) {
            return NormalText.of(declared);
        }
        String normal = NormalText.of(own).strip();
        if (!normal.isEmpty() && !MEANINGLESS.matcher(normal).matches()) {
            return normal;
        }
        return firstHeading.isBlank() ? NormalText.of(fileName(request.uri())) : firstHeading;
    }

    /** The last part of the path of {@code uri}, decoded; the uri itself where it has no path. */
    static String fileName(String uri) {
        String path = uri.split("[?#]", 2)[0];
        String name = path.substring(path.lastIndexOf('/') + 1);
        try {
            return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return name;
        }
    }
}
