package io.millrace.cli.client;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file of this machine that was to be sent can't be read. */
public final class UnreadableFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreadableFileException(Path file, IOException cause) {
        super(file + reason(cause), cause);
    }

    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> " is not there any more";
            case AccessDeniedException _ -> " can't be read: check its permissions";
            default -> " can't be read: " + e.getMessage();
        };
    }
}
