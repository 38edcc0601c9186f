package io.millrace.answering;

import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.fileupload2.core.AbstractFileUpload;
import org.apache.commons.fileupload2.core.DiskFileItem;
import org.apache.commons.fileupload2.core.DiskFileItemFactory;
import org.apache.commons.fileupload2.core.FileItemInput;
import org.apache.commons.fileupload2.core.FileItemInputIterator;
import org.apache.commons.fileupload2.core.FileUploadException;
import org.apache.commons.fileupload2.core.RequestContext;
import org.jspecify.annotations.Nullable;

/**
 * The files of a form (multipart/form-data, RFC 7578), one after the other as they come in. The fields {@code uri} and {@code title} are about the
 * file that follows; a file without a uri is named by its filename, as {@code ingest} names what it uploads.
 */
final class MultipartForm {

    private static final int MAX_FIELD_BYTES = 4096;

    private final FileItemInputIterator parts;

    MultipartForm(String contentType, InputStream body) {
        try {
            parts = new Streaming().getItemIterator(new Body(contentType, body));
        } catch (IOException e) {
            throw invalid(e);
        }
    }

    /**
     * A file; its bytes must be read before the next one is asked for.
     *
     * @param title null for none
     */
    record FilePart(
            String uri, @Nullable String title, @Nullable String contentType, InputStream content) {}

    /** The next file; null after the last. */
    @Nullable
    FilePart next() {
        Map<String, String> fields = new HashMap<>();
        try {
            while (parts.hasNext()) {
                FileItemInput part = parts.next();
                if (part.getName() != null) {
                    String uri = fields.get("uri");
                    return new FilePart(
                            uri == null ? named(part.getName()) : uri,
                            fields.get("title"),
                            part.getContentType(),
                            part.getInputStream());
                }
                fields.put(String.valueOf(part.getFieldName()), text(part));
            }
            return null;
        } catch (IOException e) {
            throw invalid(e);
        }
    }

    private static String text(FileItemInput field) throws IOException {
        byte[] bytes = field.getInputStream().readNBytes(MAX_FIELD_BYTES + 1);
        if (bytes.length > MAX_FIELD_BYTES) {
            throw new FileUploadException("the field " + field.getFieldName() + " has more than " + MAX_FIELD_BYTES
                    + " bytes; give files a filename");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String named(String filename) {
        String name = filename.replace('\\', '/').replaceFirst("^/+", "");
        if (name.isBlank()) {
            throw ProblemException.of(
                    Category.INVALID, "request-invalid", "a file of the form has neither a uri nor a filename");
        }
        try {
            return new URI("upload", null, "/" + name, null).toASCIIString();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("a filename of the form can't be written as a uri", e);
        }
    }

    private static ProblemException invalid(IOException cause) {
        String why = cause instanceof FileUploadException ? ": " + cause.getMessage() : "";
        return new ProblemException(
                new Problem(
                        Category.INVALID,
                        "form-invalid",
                        "the form can't be read to its end" + why + "; send multipart/form-data, all of it"),
                cause);
    }

    private record Body(String contentType, InputStream body) implements RequestContext {

        @Override
        public String getCharacterEncoding() {
            return "UTF-8";
        }

        @Override
        public long getContentLength() {
            return -1;
        }

        @Override
        public String getContentType() {
            return contentType;
        }

        @Override
        public InputStream getInputStream() {
            return body;
        }

        @Override
        public boolean isMultipartRelated() {
            return false;
        }
    }

    /** The library's parser without the parts of it that need a servlet, or a folder for files. */
    private static final class Streaming extends AbstractFileUpload<RequestContext, DiskFileItem, DiskFileItemFactory> {

        @Override
        public FileItemInputIterator getItemIterator(RequestContext request) throws IOException {
            return super.getItemIterator(request);
        }

        @Override
        public Map<String, java.util.List<DiskFileItem>> parseParameterMap(RequestContext request) {
            throw new UnsupportedOperationException("files are streamed");
        }

        @Override
        public java.util.List<DiskFileItem> parseRequest(RequestContext request) {
            throw new UnsupportedOperationException("files are streamed");
        }
    }
}
