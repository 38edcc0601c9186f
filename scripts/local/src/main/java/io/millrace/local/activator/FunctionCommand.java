package io.millrace.local.activator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * How the process of a function is started: its own deployable, as its image holds it. Its id stands in {@code NAME.pid} of the data directory, its log in
 * {@code logs/NAME.log}, and what it needs for a while in a folder that each life finds empty.
 *
 * @param name of the function
 * @param java the Java runtime's program, and its options
 * @param jar its {@code quarkus-run.jar}, by its name in {@code folder}
 * @param folder the one to run it in
 * @param environment beside that of this process
 * @param data the data directory
 * @param temporary the folder that has a folder for each function
 */
public record FunctionCommand(
        String name,
        List<String> java,
        Path jar,
        Path folder,
        Map<String, String> environment,
        Path data,
        Path temporary)
        implements FunctionProcess.Starter {

    public FunctionCommand {
        java = List.copyOf(java);
        environment = Map.copyOf(environment);
    }

    @Override
    public FunctionProcess start() throws IOException {
        Path emptied = emptied(temporary.resolve(name));
        int port = freePort();
        List<String> command = new ArrayList<>(java);
        // The launcher tells by this whose process it is.
        command.add("-Dmillrace-data=" + data);
        command.add("-Djava.io.tmpdir=" + emptied);
        command.addAll(List.of("-jar", jar.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        // As an environment, since that is how a container is told; what is secret in it is seen by nobody else.
        builder.environment().putAll(environment);
        builder.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
        builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
        Process process = builder.start();
        try {
            note(process.pid());
        } catch (IOException e) {
            // Nobody would know of it.
            process.destroyForcibly();
            throw e;
        }
        return new Life(process, port);
    }

    /** Ends the life that a process of before, which was killed, has left. */
    public void endLeftOver() throws IOException {
        Path file = pidFile();
        if (!Files.exists(file)) {
            return;
        }
        String mark = "-Dmillrace-data=" + data;
        Optional<ProcessHandle> left = parsed(Files.readString(file).strip()).flatMap(ProcessHandle::of);
        // A process id may have another owner by now.
        left.filter(process -> Stream.of(process.info().arguments().orElse(new String[0]))
                        .anyMatch(mark::equals))
                .ifPresent(process -> {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                    process.onExit().join();
                });
        Files.deleteIfExists(file);
    }

    Path log() {
        return data.resolve("logs").resolve(name + ".log");
    }

    private Path pidFile() {
        return data.resolve(name + ".pid");
    }

    private static Optional<Long> parsed(String number) {
        return number.matches("\\d{1,18}") ? Optional.of(Long.valueOf(number)) : Optional.empty();
    }

    private void note(long pid) throws IOException {
        Path draft = Files.writeString(data.resolve(name + ".pid.new"), Long.toString(pid));
        Files.move(draft, pidFile(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** What of the life before is still busy there makes no difference: each life's files have names of their own. */
    private static Path emptied(Path folder) throws IOException {
        Files.createDirectories(folder);
        List<Path> left;
        try (Stream<Path> all = Files.walk(folder)) {
            left = all.sorted(Comparator.reverseOrder()).toList();
        } catch (UncheckedIOException e) {
            return folder;
        }
        for (Path file : left.subList(0, left.size() - 1)) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                // the next life tries again
            }
        }
        return folder;
    }

    /** The process of now. */
    private record Life(Process process, int port, CompletableFuture<Integer> exit) implements FunctionProcess {

        /** Asked for once: what {@link Process#onExit} gives is never complete yet when it is given, even of a process that is long gone. */
        Life(Process process, int port) {
            this(process, port, process.onExit().thenApply(Process::exitValue));
        }

        @Override
        public long pid() {
            return process.pid();
        }

        @Override
        public void terminate() {
            process.destroy();
        }

        @Override
        public void kill() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
