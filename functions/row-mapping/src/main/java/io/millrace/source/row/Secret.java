package io.millrace.source.row;

import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a password is. It is looked up for each new connection pool, so that one that was changed counts without a start. */
public sealed interface Secret {

    /** An environment variable of this process. */
    record Variable(String name) implements Secret {
        @Override
        public String resolve() {
            String value = System.getenv(name);
            if (value == null) {
                throw missing("the environment variable " + name + " is not set; set it to the database's password");
            }
            return value;
        }
    }

    /** A file, such as one of a Kubernetes Secret; a line end after the password is no part of it. */
    record File(Path path) implements Secret {
        @Override
        public String resolve() {
            try {
                return Files.readString(path).stripTrailing();
            } catch (IOException e) {
                throw missing("the password's file " + path + " can't be read ("
                        + e.getClass().getSimpleName() + "); put the password there");
            }
        }
    }

    /** @throws ProblemException UNAVAILABLE, code {@code source-credentials}, where there is none now */
    String resolve();

    private static ProblemException missing(String detail) {
        return new ProblemException(new Problem(Category.UNAVAILABLE, "source-credentials", detail));
    }
}
