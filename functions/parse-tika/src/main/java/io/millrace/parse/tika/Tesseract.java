package io.millrace.parse.tika;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Recognises text in images with the program of that name, one image at a time, within limits on time and output. */
final class Tesseract {

    private static final int MAX_OUTPUT_BYTES = 4 << 20;

    private final Path program;
    private final OcrSettings settings;

    private Tesseract(Path program, OcrSettings settings) {
        this.program = program;
        this.settings = settings;
    }

    /** Null where it is not installed. */
    static @Nullable Tesseract find(OcrSettings settings) {
        List<Path> candidates = new ArrayList<>();
        if (settings.program().contains(File.separator)) {
            candidates.add(Path.of(settings.program()));
        } else if (!settings.program().isEmpty()) {
            for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
                candidates.add(Path.of(folder, settings.program()));
            }
        }
        return candidates.stream()
                .filter(Files::isExecutable)
                .filter(Files::isRegularFile)
                .findFirst()
                .map(program -> new Tesseract(program, settings))
                .orElse(null);
    }

    int maxPages() {
        return settings.maxPages();
    }

    /**
     * The text in {@code image}, pages apart by form feeds; empty when the program fails or takes too long, blank when there is none.
     *
     * @param pages how many the image holds
     * @param end when it is stopped at the latest
     */
    Optional<String> read(Path image, int pages, Deadline end) throws IOException {
        Path text = Files.createTempFile("recognised-", ".txt");
        try {
            ProcessBuilder command = new ProcessBuilder(
                            program.toString(), image.toString(), "stdout", "-l", settings.languages())
                    .redirectOutput(text.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            // It starts a thread a core otherwise, which makes it slower on a machine that has other work.
            command.environment().put("OMP_THREAD_LIMIT", "1");
            Process process = command.start();
            process.getOutputStream().close();
            boolean ended = process.waitFor(
                    end.left(settings.timeout().multipliedBy(pages)).toMillis(), TimeUnit.MILLISECONDS);
            process.destroyForcibly();
            if (!ended || process.exitValue() != 0 || Files.size(text) > MAX_OUTPUT_BYTES) {
                return Optional.empty();
            }
            return Optional.of(new String(Files.readAllBytes(text), StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            Files.deleteIfExists(text);
        }
    }
}
