package io.millrace.images;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the JVM's AOT cache of a program (JEP 483, 514, 515): runs it out of its image's folder, as it will run, and lets the JVM keep what it loaded and
 * linked. No two runs give the same bytes, so a cache is kept as long as nothing that it was made of has changed.
 */
final class Training {

    /** How often each example is sent: enough for its paths to be taken by compiled code, which the cache keeps profiles of. */
    private static final int TIMES = 50;

    /** The JVM makes the cache when it ends, on one thread. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final String REVISION = "2";

    private final Path kept;
    private final Path work;
    private final TrainingStore store;

    /**
     * @param kept where caches lie
     * @param work for what is gone afterwards
     * @param store of functions; opened where one has to be trained
     */
    Training(Path kept, Path work, TrainingStore store) {
        this.kept = kept;
        this.work = work;
        this.store = store;
    }

    /** Puts the cache in its place below {@code root}, where everything else lies already. Whether it had to be made. */
    boolean train(Program program, Path root) {
        Path cache = Program.cache(root);
        try {
            Files.deleteIfExists(cache);
            String contents = contents(program, root);
            Path known = known(program, contents);
            boolean make = !Files.isRegularFile(known);
            if (make) {
                make(program, root);
                if (!Files.isRegularFile(cache)) {
                    throw new ImageFailure("the JVM has made no AOT cache of " + program.name());
                }
                Files.createDirectories(kept);
                Path whole = kept.resolve(known.getFileName() + ".part");
                Files.copy(cache, whole, StandardCopyOption.REPLACE_EXISTING);
                Files.move(whole, known, StandardCopyOption.ATOMIC_MOVE);
            }
            Folders.copy(known, cache);
            return make;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By what it was trained with and made of. */
    private Path known(Program program, String contents) {
        String with = program.isApplication() ? "-" + store.kind() : "";
        return kept.resolve(program.name() + with + "-" + contents + ".aot");
    }

    private static String contents(Program program, Path root) {
        return Folders.digest(
                        REVISION + program.training(""),
                        List.of(root.resolve(JavaRuntime.HOME), root.resolve(Program.HOME)))
                .substring(0, 32);
    }

    private void make(Program program, Path root) {
        Path data = Folders.fresh(work.resolve("training-" + program.name()));
        Path home = Program.home(root);
        switch (program.kind()) {
            case FUNCTION -> function(program, root, data.resolve("data"), TIMES);
            case LONG_LIVED -> function(program, root, data.resolve("data"), 0);
            case MODEL_SERVER -> Tool.run(home, "", with(program.training(root.toString()), List.of("--help")));
            case COMMAND_LINE ->
                Tool.run(home, "", with(program.training(root.toString()), List.of("models", "list", "--json")));
        }
        Folders.remove(data);
    }

    private void function(Program program, Path root, Path data, int times) {
        try (Surroundings surroundings = new Surroundings(store.environment());
                FunctionProcess function = FunctionProcess.start(
                        program.training(root.toString()),
                        Program.home(root),
                        List.of(),
                        surroundings.environment(),
                        data)) {
            function.awaitListening();
            for (int time = 0; time < times; time++) {
                for (ExampleEvent event : ExampleEvent.of(program.name(), ExampleEvent.DOCUMENTS + time)) {
                    function.deliver(event);
                    function.send(event.toBadRequest(function.port()));
                }
            }
            function.stop(PATIENCE);
        }
    }

    private static List<String> with(List<String> command, List<String> arguments) {
        List<String> all = new ArrayList<>(command);
        all.addAll(arguments);
        return all;
    }
}
