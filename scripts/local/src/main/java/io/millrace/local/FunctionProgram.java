package io.millrace.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a function's process runs: what the build has left, or what its image holds.
 *
 * @param java the Java runtime's program, and its options
 * @param jar to run, by its name in {@code folder}
 * @param folder the one to run it in
 */
record FunctionProgram(List<String> java, Path jar, Path folder) {

    private static final String JAR_OPTION = "-jar";
    /** The folder of an image that its command runs in. */
    private static final String HOME = "app";

    FunctionProgram {
        java = List.copyOf(java);
    }

    /** By {@code millrace.images}, where that is set. */
    static FunctionProgram of(String function, ProcessesSettings settings) {
        return settings.images()
                .map(images -> laidOut(images.resolve(function).resolve("command")))
                .orElseGet(() -> built(function, settings));
    }

    private static FunctionProgram built(String function, ProcessesSettings settings) {
        Path jar = settings.functions().resolve(function).resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new IllegalArgumentException("there is no deployable of " + function + " at " + jar);
        }
        List<String> java = new ArrayList<>(settings.options());
        java.addFirst(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        return new FunctionProgram(java, jar, Path.of("").toAbsolutePath());
    }

    /** What an image starts, with its own options: a cache of classes is for those alone. */
    private static FunctionProgram laidOut(Path file) {
        try {
            List<String> words = Files.readAllLines(file);
            int jar = words.size() - 1;
            if (jar < 2 || !words.get(jar - 1).equals(JAR_OPTION)) {
                throw new IllegalArgumentException(file + " is no command that ends with " + JAR_OPTION + " and a jar");
            }
            return new FunctionProgram(words.subList(0, jar - 1), Path.of(words.get(jar)), file.resolveSibling(HOME));
        } catch (IOException e) {
            throw new UncheckedIOException("millrace.images: " + file + " can't be read", e);
        }
    }
}
