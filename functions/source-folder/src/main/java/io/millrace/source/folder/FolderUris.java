package io.millrace.source.folder;

import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The one spelling of a file's uri: {@code file:///} and its real path, percent-encoded as UTF-8. A folder's ends with a slash. */
public final class FolderUris {

    private static final String UNRESERVED = "-._~!$&'()*+,;=:@/";
    private static final Pattern LOCAL = Pattern.compile("file:(?:/|/[^/].*|///.*)");

    private FolderUris() {}

    /** The uri of an existing file or folder; links in its path are followed. */
    public static String of(Path path) throws IOException {
        Path real = path.toRealPath();
        return ofReal(real, Files.isDirectory(real));
    }

    /** The uri of a path that is real already, or that is gone, so that no link in it can be followed. */
    static String ofReal(Path path, boolean folder) {
        StringBuilder uri = new StringBuilder("file://");
        for (byte octet : path.toAbsolutePath().normalize().toString().getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xFF);
            if ((c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || UNRESERVED.indexOf(c) >= 0) {
                uri.append(c);
            } else {
                uri.append("%%%02X".formatted((int) c));
            }
        }
        return folder && uri.charAt(uri.length() - 1) != '/' ? uri.append('/').toString() : uri.toString();
    }

    /**
     * The path that {@code uri} names, without dots; links are not followed.
     *
     * @throws ProblemException INVALID when it is not the uri of a local file
     */
    static Path toPath(String uri) {
        try {
            URI parsed = new URI(uri);
            if (!LOCAL.matcher(uri).matches()
                    || parsed.getPath() == null
                    || parsed.getRawQuery() != null
                    || parsed.getRawFragment() != null) {
                throw invalid(uri, null);
            }
            return Path.of(parsed.getPath()).normalize();
        } catch (URISyntaxException | InvalidPathException e) {
            throw invalid(uri, e);
        }
    }

    private static ProblemException invalid(String uri, @Nullable Exception cause) {
        String detail =
                "'" + uri + "' is not the uri of a local file; write file:///, then the absolute path, percent-encoded";
        return new ProblemException(new Problem(Category.INVALID, "source-uri-invalid", detail), cause);
    }
}
