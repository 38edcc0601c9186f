package io.millrace.cli.session;

import io.millrace.cli.client.Endpoints;
import io.millrace.cli.client.MillraceClient;
import io.millrace.cli.client.RefusedException;
import io.millrace.cli.client.UnreachableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a command has: its options, its output, and the way to a Millrace. */
public final class Session {

    private static final Duration TO_GET_READY = Duration.ofMinutes(1);

    private final GlobalOptions options;
    private final Output output;
    private final Map<String, String> environment;

    public Session(GlobalOptions options, Output output, Map<String, String> environment) {
        this.options = options;
        this.output = output;
        this.environment = Map.copyOf(environment);
    }

    public GlobalOptions options() {
        return options;
    }

    public Output output() {
        return output;
    }

    /** A variable of the environment, where it is set. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name));
    }

    /** The path in a variable that the launcher sets. */
    public Path fromLauncher(String variable) {
        return Path.of(value(variable));
    }

    /** What a variable says that the launcher sets. */
    public String value(String variable) {
        String value = environment.get(variable);
        if (value == null || value.isBlank()) {
            throw new CliFailure(
                    CliFailure.NOT_RUNNING, variable + " is not set: run this command through scripts/millrace");
        }
        return value;
    }

    /** Whether one runs, or is named. */
    public boolean isRunning() {
        return options.url() != null || new RunFile(options.data()).launcherAlive();
    }

    /** The Millrace that runs, or one of our own for this command. */
    public Connection connect() {
        Optional<Connection> running = running();
        if (running.isPresent()) {
            return running.get();
        }
        output.note("nothing runs on " + options.data() + ": starting a Millrace for this command");
        return start(options.data(), false, Map.of(), options(options.data()));
    }

    /** With the documents where they are: those of {@code up --processes} are in a PostgreSQL, and without them each answer would be that nothing is known. */
    private List<String> options(Path data) {
        boolean separate = Files.isDirectory(data.resolve("postgres/data"));
        boolean together = Files.isDirectory(data.resolve("index"));
        if (separate && together) {
            output.note("what was taken in by 'millrace up --processes' is in another index: start that to find it");
        }
        return separate && !together ? List.of("--processes") : List.of();
    }

    /** The Millrace that runs; exit code 5 where none does. */
    public Connection connectToRunning() {
        return running()
                .orElseThrow(() -> new CliFailure(
                        CliFailure.NOT_RUNNING,
                        "nothing runs on " + options.data() + ": start it with 'millrace up', or name one with --url"));
    }

    /** A Millrace of our own on a fresh data directory, which is removed at the end. */
    public Connection startTemporary() {
        return startTemporary(Map.of());
    }

    /** @param variables of its environment, beside ours */
    public Connection startTemporary(Map<String, String> variables) {
        try {
            return start(Files.createTempDirectory("millrace-"), true, variables, List.of());
        } catch (IOException e) {
            throw noFolder(e);
        }
    }

    /**
     * The same, of separate processes. Other users may enter its data directory, since PostgreSQL does not run as root.
     *
     * @param variables of its environment, beside ours
     * @param ofUp options of {@code up}, beside ours
     */
    public Connection startSeparate(Map<String, String> variables, List<String> ofUp) {
        List<String> options = new ArrayList<>(List.of("--processes"));
        options.addAll(ofUp);
        try {
            Path data = Files.createTempDirectory(
                    "millrace-", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
            return start(data, true, variables, options);
        } catch (IOException e) {
            throw noFolder(e);
        }
    }

    private static CliFailure noFolder(IOException e) {
        return new CliFailure(CliFailure.FAILED, "no temporary folder can be made: " + e.getMessage());
    }

    /** A Millrace of our own on a data directory that outlives it. */
    public Connection startOn(TemporaryFolder data) {
        return start(data.path(), false, Map.of(), List.of());
    }

    private Connection start(Path data, boolean temporary, Map<String, String> variables, List<String> ofUp) {
        PrivateMillrace own =
                PrivateMillrace.start(fromLauncher("MILLRACE_LAUNCHER"), data, temporary, variables, ofUp);
        return new Connection(new MillraceClient(own.endpoints(), options.token(), output::note), own);
    }

    private Optional<Connection> running() {
        String url = options.url();
        if (url != null) {
            return Optional.of(named(url));
        }
        RunFile run = new RunFile(options.data());
        if (!run.launcherAlive()) {
            return Optional.empty();
        }
        return Optional.of(new Connection(awaitReady(run), null));
    }

    private Connection named(String url) {
        Endpoints endpoints = Endpoints.remote(url);
        Endpoints here = hereAt(endpoints.url());
        MillraceClient client;
        try {
            client = new MillraceClient(here == null ? endpoints : here, options.token(), output::note);
        } catch (IllegalArgumentException e) {
            throw new CliFailure(CliFailure.USAGE, "--url: " + e.getMessage());
        }
        try {
            client.status();
        } catch (UnreachableException e) {
            throw new CliFailure(CliFailure.NOT_RUNNING, "nothing answers at --url: " + e.getMessage());
        }
        return new Connection(client, null);
    }

    /** The one on the data directory, if that is what the caller named by its URL. */
    private @Nullable Endpoints hereAt(String url) {
        if (!options.hasData()) {
            return null;
        }
        RunFile run = new RunFile(options.data());
        return run.endpoints()
                .filter(found -> run.launcherAlive() && found.url().equals(url))
                .orElse(null);
    }

    /** One that has just been started, or whose process is being restarted, gets some time. */
    private MillraceClient awaitReady(RunFile run) {
        long deadline = System.nanoTime() + TO_GET_READY.toNanos();
        while (true) {
            Optional<Endpoints> endpoints = run.endpoints();
            if (endpoints.isPresent()) {
                MillraceClient client = new MillraceClient(endpoints.get(), options.token(), output::note);
                if (answers(client)) {
                    return client;
                }
            }
            if (System.nanoTime() - deadline > 0 || !run.launcherAlive()) {
                throw new CliFailure(
                        CliFailure.NOT_RUNNING,
                        "the Millrace on " + options.data() + " does not answer; see "
                                + options.data().resolve("logs"));
            }
            pause();
        }
    }

    private static boolean answers(MillraceClient client) {
        try {
            client.status();
            return true;
        } catch (UnreachableException e) {
            return false;
        } catch (RefusedException e) {
            if (e.refusal().passing()) {
                return false;
            }
            throw e;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(Duration.ofMillis(100));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliFailure(CliFailure.FAILED, "interrupted");
        }
    }
}
