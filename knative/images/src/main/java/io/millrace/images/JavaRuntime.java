package io.millrace.images;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** The Java runtime of all images: what they need of the JDK that runs this, and the same for all, so that a node holds its layer once. */
final class JavaRuntime {

    /** Where it lies in an image. */
    static final String HOME = "opt/java";

    static final String MODULES = String.join(
            ",",
            // Java SE, since libraries look for parts of it at run time
            "java.se",
            "jdk.charsets",
            "jdk.crypto.ec",
            "jdk.httpserver",
            "jdk.incubator.vector",
            "jdk.management",
            "jdk.naming.dns",
            "jdk.net",
            "jdk.unsupported",
            "jdk.zipfs");

    private JavaRuntime() {}

    /**
     * Links it below {@code root}.
     *
     * @param modules separated by commas
     */
    static void link(Path root, String modules) {
        Path home = root.resolve(HOME);
        try {
            Files.createDirectories(home.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "jlink").toString(),
                // The tables of modules are written in the order of Java's immutable sets, which differs from run to
                // run, but not while a JVM records.
                "-J-XX:AOTMode=record",
                "-J-XX:AOTConfiguration=" + root.resolveSibling("jlink.aotconf"),
                "--add-modules",
                modules,
                "--no-header-files",
                "--no-man-pages",
                "--output",
                home.toString()));
        Tool.run(root, "it is a part of every JDK, not of a Java runtime alone", command);
        Folders.remove(root.resolveSibling("jlink.aotconf"));
        reset(home);
        // For what runs without a cache of its own, such as the processes in which documents are read. jlink would make
        // a second one, for heaps of 32 GB.
        Tool.run(root, "", List.of(java(root).toString(), "-XX:+UseSerialGC", "-Xshare:dump", "-Xlog:disable"));
        reset(home);
    }

    /** The times of everything in an image: caches are made against those. */
    static void reset(Path folder) {
        for (Path file : Folders.files(folder)) {
            try {
                Files.setLastModifiedTime(file, FileTime.from(LayerFiles.TIME));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static Path java(Path root) {
        return root.resolve(HOME).resolve("bin/java");
    }

    /** Such as {@code 25.0.1+8}. */
    static String version(Path root) {
        Properties release = new Properties();
        try (var in = Files.newBufferedReader(root.resolve(HOME).resolve("release"))) {
            release.load(in);
        } catch (IOException e) {
            throw new ImageFailure("there is no Java runtime in /" + HOME, e);
        }
        return release.getProperty("JAVA_RUNTIME_VERSION", release.getProperty("JAVA_VERSION", "unknown"))
                .replace("\"", "");
    }
}
