package io.millrace.images;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Documents that the example questions are about: embedding, as it came out of the build, publishes them. */
final class ExamplePassages {

    private static final String EMBEDDING = "embedding";

    private final Program embedding;
    private final Path work;

    /** @param work for what is gone afterwards */
    ExamplePassages(Path checkout, Path work) {
        this.embedding = Program.all(checkout).stream()
                .filter(program -> program.name().equals(EMBEDDING))
                .findFirst()
                .orElseThrow(() -> new ImageFailure("there is no function " + EMBEDDING));
        this.work = work;
    }

    /** @param store what a function that uses the store finds in its environment */
    void publish(Map<String, String> store) {
        Path data = Folders.fresh(work.resolve("passages"));
        List<String> command =
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", embedding.jar());
        try (Surroundings surroundings = new Surroundings(store);
                FunctionProcess function = FunctionProcess.start(
                        command, embedding.source(), List.of(), surroundings.environment(), data.resolve("data"))) {
            function.awaitListening();
            for (int number = 0; number < ExampleEvent.DOCUMENTS; number++) {
                function.deliver(ExampleEvent.of(EMBEDDING, number).getFirst());
            }
        }
        Folders.remove(data);
    }
}
