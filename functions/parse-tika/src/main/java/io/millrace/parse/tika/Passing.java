package io.millrace.parse.tika;

import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Failures that say nothing of the document: the same one may be read a little later. */
final class Passing {

    /** As the C library says it; {@link ParserCommand} sees to it that it does so in English. */
    private static final List<String> FULL = List.of("No space left on device", "Disk quota exceeded");

    private Passing() {}

    static ProblemException unavailable(String why, @Nullable Throwable cause) {
        return new ProblemException(
                new Problem(
                        Category.UNAVAILABLE,
                        "parser-unavailable",
                        "The process that reads documents can't be started, was ended or can't write its temporary files: "
                                + why + ". Are there memory and disk left?"),
                cause);
    }

    /** 503, on which the local broker waits without using up an attempt. */
    static ProblemException busy() {
        return ProblemException.of(
                Category.UNAVAILABLE,
                "parser-busy",
                "All processes for reading documents are in use. It is tried again; millrace.chunking.parsing.processes sets their number.");
    }

    /** Whether {@code failure} is one of the disk that temporary files are on. Only those are opened by their names while a document is read. */
    static boolean isOfTheDisk(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return failure instanceof FileSystemException
                || (failure instanceof IOException && FULL.stream().anyMatch(message::contains));
    }
}
