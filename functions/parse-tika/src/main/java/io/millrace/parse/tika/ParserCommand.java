package io.millrace.parse.tika;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** How a child process is started: the JVM of this process, the class path of this module, little memory, and nothing of this process's environment. */
final class ParserCommand {

    /** What tesseract needs to be found and to find its data, and how names of files are encoded. Everything else may be a secret. */
    static final Set<String> ENVIRONMENT = Set.of(
            "PATH", "TESSDATA_PREFIX", "LD_LIBRARY_PATH", "SystemRoot", "LANG", "LC_ALL", "LC_CTYPE", "LANGUAGE");

    private final List<String> options;
    private final String classPath;
    private final String mainClass;

    ParserCommand(List<String> options, String classPath, String mainClass) {
        this.options = List.copyOf(options);
        this.classPath = classPath;
        this.mainClass = mainClass;
    }

    static ParserCommand of(ParserSettings settings) {
        return new ParserCommand(options(settings), classPath(), ParserMain.class.getName());
    }

    static List<String> options(ParserSettings settings) {
        return List.of(
                "-Xmx" + settings.heapMegabytes() + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:MaxMetaspaceSize=128m",
                "-XX:MaxDirectMemorySize=32m",
                "-XX:-UsePerfData",
                "-Xshare:auto",
                "-Djava.awt.headless=true",
                // Nothing that a document names is looked up, in case that a parser wants to.
                "-Djdk.net.hosts.file=" + File.separator + "millrace-resolves-no-names",
                "-Djavax.xml.accessExternalDTD=",
                "-Djavax.xml.accessExternalSchema=",
                "-Djavax.xml.accessExternalStylesheet=");
    }

    /**
     * Where the classes of this module and of what it needs lie. In Quarkus's layouts that is the folder {@code lib/main}, which holds a jar of each; everywhere
     * else this process was started with them.
     *
     * @throws IllegalStateException when they are in neither
     */
    static String classPath() {
        Path own = own();
        Path folder = own.getParent();
        if (folder != null && folder.endsWith(Path.of("lib", "main")) && Files.isRegularFile(own)) {
            return folder.resolve("*").toString();
        }
        String ours = System.getProperty("java.class.path", "");
        if (ours.isEmpty()) {
            throw new IllegalStateException(
                    "documents are read in a child process, but the class path for it can't be found: " + own
                            + " is not in a folder lib/main, and this process was started without a class path");
        }
        List<String> entries = new ArrayList<>();
        for (String entry : ours.split(File.pathSeparator, -1)) {
            entries.add(Path.of(entry).toAbsolutePath().toString());
        }
        return String.join(File.pathSeparator, entries);
    }

    private static Path own() {
        CodeSource source = ParserCommand.class.getProtectionDomain().getCodeSource();
        try {
            if (source != null && source.getLocation() != null) {
                return Path.of(source.getLocation().toURI());
            }
        } catch (URISyntaxException | IllegalArgumentException e) {
            // Of another kind than a file; then the class path decides.
        }
        return Path.of("");
    }

    /** @param folder for all temporary files of the child; it is its working directory as well */
    ProcessBuilder in(Path folder) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(Arrays.asList("-Djava.io.tmpdir=" + folder, "-cp", classPath, mainClass));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().retainAll(ENVIRONMENT);
        // Errors of the system are told by their messages, which are translated otherwise.
        builder.environment().put("LANGUAGE", "en");
        // It may hold what a document says.
        return builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    }
}
