package io.millrace.images;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What an image runs: one jar, which names the others that it needs.
 *
 * @param name of the image
 * @param title in a few words
 * @param source the folder that the build has left it in
 * @param jar the one to run, in {@code source}, by its name there
 * @param kind how it is trained
 * @param models a folder with models that it brings along; one that is not there for none
 */
record Program(String name, String title, Path source, String jar, Kind kind, Path models) {

    enum Kind {
        /** Wakes for an event, and has an example of one. */
        FUNCTION,
        /** A function's neighbour that never sleeps, and waits for no event. */
        LONG_LIVED,
        MODEL_SERVER,
        COMMAND_LINE
    }

    /** Where it lies in an image. */
    static final String HOME = "app";

    /** Models that an image brings along, as the home of a user who has them in Maven's local repository: there the catalog looks first. */
    static final String MODELS = "opt/models";

    static final String CACHE_LAYER = "aot-cache";

    private static final String CACHE = HOME + "/classes.aot";

    /**
     * Of every image. An AOT cache is for one collector and one set of these, so they are not left to the environment. C1 alone: a function has gone back
     * to zero before C2 would have paid off.
     */
    private static final List<String> OPTIONS = List.of(
            "-XX:+UseSerialGC",
            // Room for what a start allocates: a collection on the way costs 30 ms.
            "-Xms64m",
            "-XX:NewSize=40m",
            // The cache where it was made for, so that its pages need no patching (50 ms) and are shared by all of a
            // node's processes.
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:ArchiveRelocationMode=0",
            // What a training compiled isn't compiled again at once: it took a sixth to a quarter of a start's
            // processor time.
            "-XX:-AOTReplayTraining",
            "-XX:TieredStopAtLevel=1",
            // Half as much is worth compiling in a process that lives for minutes: 7 % of a start's processor time.
            "-XX:CompileThresholdScaling=2",
            "-XX:-UsePerfData",
            // By the JVM and not by method handles, which are spun for each constructor and getter at its first use.
            "-Djdk.reflect.useNativeAccessorOnly=true",
            "-Djava.io.tmpdir=/tmp",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    /** By what a module's pom.xml says that it is an application. */
    private static final String APPLICATION = "<artifactId>quarkus-maven-plugin</artifactId>";

    /** All that a cluster runs, as far as the build has made it; each says when it has to be built first. */
    static List<Program> all(Path checkout) {
        List<Program> programs = new ArrayList<>();
        for (String name : applications(checkout.resolve("functions"))) {
            boolean function = ExampleEvent.isOf(name);
            programs.add(new Program(
                    name,
                    function ? "Millrace: the function " + name : "Millrace: " + name,
                    checkout.resolve("functions/" + name + "/target/quarkus-app"),
                    "quarkus-run.jar",
                    function ? Kind.FUNCTION : Kind.LONG_LIVED,
                    checkout.resolve("none")));
        }
        programs.add(new Program(
                "model-server",
                "Millrace: the model server for CPUs",
                checkout.resolve("gpu-services/model-server/target"),
                "millrace-model-server.jar",
                Kind.MODEL_SERVER,
                checkout.resolve("none")));
        programs.add(new Program(
                "model-loader",
                "Millrace: the command line, which fills the model catalog",
                checkout.resolve("scripts/cli/target"),
                "millrace-cli.jar",
                Kind.COMMAND_LINE,
                checkout.resolve("knative/images/target/model")));
        return programs;
    }

    /** Names of the modules that are made into an application each. */
    private static List<String> applications(Path modules) {
        try (Stream<Path> folders = Files.list(modules)) {
            return folders.filter(module -> isApplication(module.resolve("pom.xml")))
                    .map(module -> module.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isApplication(Path pom) {
        try {
            return Files.exists(pom) && Files.readString(pom).contains(APPLICATION);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isFunction() {
        return kind == Kind.FUNCTION;
    }

    /** Whether the build leaves it as a folder of Quarkus's. */
    boolean isApplication() {
        return kind == Kind.FUNCTION || kind == Kind.LONG_LIVED;
    }

    /** Puts it below {@code root}, as it lies in the image, in place of another. */
    void stage(Path root) {
        Path home = Folders.fresh(root.resolve(HOME));
        if (isApplication()) {
            built();
            Folders.copy(source, home);
        } else {
            Folders.copy(built(), home.resolve(jar));
            Folders.copy(source.resolve("lib"), home.resolve("lib"));
        }
        Path brought = Folders.fresh(root.resolve(MODELS));
        if (Files.isDirectory(models)) {
            Folders.copy(models, brought);
        }
    }

    /** The jar as the build has named it: with a version, in some modules. */
    private Path built() {
        String stem = jar.replace(".jar", "");
        return Folders.files(source).stream()
                .filter(file -> source.equals(file.getParent()))
                .filter(file -> file.getFileName().toString().startsWith(stem)
                        && file.toString().endsWith(".jar"))
                .findFirst()
                .orElseThrow(() -> new ImageFailure(
                        source.resolve(jar) + " is not there: build without -Dmillrace.deployables.skip first"));
    }

    /** Other people's code, ours, and the cache, so that a change of ours leaves the large layers as they are. */
    List<LayerFiles> layers(Path root) {
        List<Path> all = Folders.files(root.resolve(HOME));
        Path cache = cache(root);
        List<LayerFiles> layers = new ArrayList<>();
        LayerFiles brought = LayerFiles.of("models", root, MODELS);
        if (!brought.files().isEmpty()) {
            layers.add(brought);
        }
        layers.addAll(List.of(
                new LayerFiles(
                        "dependencies",
                        root,
                        all.stream().filter(this::isDependency).toList()),
                new LayerFiles(
                        "application",
                        root,
                        all.stream()
                                .filter(file -> !isDependency(file) && !file.equals(cache))
                                .toList()),
                new LayerFiles(
                        CACHE_LAYER,
                        root,
                        Stream.of(cache).filter(Files::exists).toList())));
        return layers;
    }

    private boolean isDependency(Path file) {
        String name = file.getFileName().toString();
        return file.toString().contains("/lib/") && !name.startsWith("io.millrace.") && !name.startsWith("millrace-");
    }

    static Path cache(Path root) {
        return root.resolve(CACHE);
    }

    /** The folder to run it in. */
    static Path home(Path root) {
        return root.resolve(HOME);
    }

    /**
     * The command that runs it, in {@link #home}. Its jar is named from there: a cache holds the class path by the names of its training, and the JVM asks for each class
     * whether its jar is still there under that name, by an exception and its stack trace where it is not.
     *
     * @param root the folder that stands for {@code /}; empty in the image itself
     */
    List<String> command(String root) {
        return command(root, List.of("-XX:AOTCache=" + root + "/" + CACHE));
    }

    /** The one that records what is loaded, for the cache. */
    List<String> training(String root) {
        return command(root, List.of("-XX:AOTCacheOutput=" + root + "/" + CACHE));
    }

    private List<String> command(String root, List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(root + "/" + JavaRuntime.HOME + "/bin/java");
        command.addAll(options);
        command.addAll(OPTIONS);
        if (kind != Kind.LONG_LIVED) {
            // Change capture passes over a change that it has no memory for: a process that ended would read it again.
            command.add("-XX:+ExitOnOutOfMemoryError");
        }
        command.addAll(List.of("-jar", jar));
        return command;
    }
}
