package io.millrace.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/** The process behind {@code millrace bench broker}: it ends, and takes its broker and its data along, when its standard input does. */
public final class BrokerBenchMain {

    private BrokerBenchMain() {}

    /**
     * Arguments: the folder for temporary data, then events, seconds, events per second, backlog, connections. {@code MILLRACE_BROKER_OPTS} holds the options
     * of the broker's JVM.
     */
    public static void main(String[] arguments) {
        BrokerBenchSettings settings = new BrokerBenchSettings(
                Integer.parseInt(arguments[1]),
                Integer.parseInt(arguments[2]),
                Integer.parseInt(arguments[3]),
                Integer.parseInt(arguments[4]),
                Integer.parseInt(arguments[5]));
        try {
            Path directory = Files.createTempDirectory(Path.of(arguments[0]), "millrace-bench-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> cleanUp(directory), "end of the bench"));
            EndWithParent.watch();
            Report report = new Report(System.out);
            report.result(new BrokerBench(settings, report).run(directory, brokerOptions()));
        } catch (IOException e) {
            System.err.println("millrace: " + e.getMessage());
            System.exit(1);
        }
        System.exit(0);
    }

    private static List<String> brokerOptions() {
        String options =
                System.getenv().getOrDefault("MILLRACE_BROKER_OPTS", "").strip();
        return options.isEmpty() ? List.of() : List.of(options.split("\\s+"));
    }

    /** The broker goes first, so that it writes nothing into a folder that is being removed. */
    private static void cleanUp(Path directory) {
        ProcessHandle.current().children().forEach(child -> {
            child.destroyForcibly();
            child.onExit().join();
        });
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
                    Files.deleteIfExists(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
