package io.millrace.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A long check's mark that it has passed, so that {@code test --full} can go on where it was interrupted. Kept for a commit and a seed. */
final class PassedCheck {

    private final @Nullable Path mark;

    private PassedCheck(@Nullable Path mark) {
        this.mark = mark;
    }

    /** Without {@code millrace.full.state}, as in the small sizes, nothing is kept. */
    static PassedCheck named(String name) {
        String state = System.getProperty("millrace.full.state");
        return new PassedCheck(state == null ? null : Path.of(state, name + ".passed"));
    }

    boolean isOnRecord() {
        return mark != null && Files.exists(mark);
    }

    void record() throws IOException {
        if (mark != null) {
            Files.createDirectories(mark.toAbsolutePath().getParent());
            Files.writeString(mark, "passed\n");
        }
    }
}
