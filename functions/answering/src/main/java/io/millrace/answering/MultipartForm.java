package io.millrace.answering;

import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
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

    /** Code of the problem that ends a form: nothing after it can be read. */
    static final String INVALID = "form-invalid";

    private static final int MAX_FIELD_BYTES = 4096;
    private static final Set<String> FIELDS = Set.of("uri", "title");

    private final int maxParts;
    private final FileItemInputIterator parts;
    private int count;

    /** @param maxParts files and fields of the form at most */
    MultipartForm(String contentType, InputStream body, int maxParts) {
        this.maxParts = maxParts;
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
                if (++count > maxParts) {
                    throw ProblemException.of(
                            Category.INVALID,
                            INVALID,
                            "a form has at most " + maxParts + " parts: files, with a uri and a title before each");
                }
                FileItemInput part = parts.next();
                String filename = filename(part);
                String field = part.getFieldName();
                if (filename != null) {
                    String uri = fields.get("uri");
                    return new FilePart(
                            uri == null ? named(filename) : uri,
                            fields.get("title"),
                            part.getContentType(),
                            new Content(part.getInputStream()));
                }
                if (field != null && FIELDS.contains(field)) {
                    fields.put(field, text(part));
                }
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

    /** Null for a field. The library refuses what this machine's disks can't have as a name, which is nothing to a document. */
    private static @Nullable String filename(FileItemInput part) {
        try {
            return part.getName();
        } catch (InvalidPathException e) {
            return e.getInput();
        }
    }

    /** The uri that {@code ingest} would give; an empty name is left as it is, and refused where uris are. */
    private static String named(String filename) {
        String name = filename.replace('\\', '/').replaceFirst("^/+", "");
        try {
            return name.isBlank() ? name : new URI("upload", null, "/" + name, null).toASCIIString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("every path can be percent-encoded", e);
        }
    }

    private static ProblemException invalid(IOException cause) {
        String why = cause instanceof FileUploadException ? ": " + cause.getMessage() : "";
        return new ProblemException(
                new Problem(
                        Category.INVALID,
                        INVALID,
                        "the form can't be read to its end" + why + "; send multipart/form-data, all of it"),
                cause);
    }

    /** Tells a form that breaks off within a file from what else may fail while it is stored. */
    private static final class Content extends FilterInputStream {

        Content(InputStream part) {
            super(part);
        }

        @Override
        public int read() {
            try {
                return super.read();
            } catch (IOException e) {
                throw invalid(e);
            }
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            try {
                return super.read(buffer, offset, length);
            } catch (IOException e) {
                throw invalid(e);
            }
        }
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
