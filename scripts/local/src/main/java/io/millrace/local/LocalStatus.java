package io.millrace.local;

import io.millrace.answering.StatusContribution;
import io.millrace.broker.BrokerStatus;
import io.millrace.capture.Captures;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;

/** The broker's queues, the processes' memory, and how the reading of databases' logs goes, as part of the API's status. */
@ApplicationScoped
class LocalStatus implements StatusContribution {

    private final LocalStack stack;
    private final LocalConfig config;
    private final Captures captures;

    LocalStatus(LocalStack stack, LocalConfig config, Captures captures) {
        this.stack = stack;
        this.config = config;
        this.captures = captures;
    }

    @Override
    public Map<String, Object> status() {
        Map<String, Object> status = of(stack.broker().status());
        status.put("processes", processes());
        status.put("capture", captures.statuses());
        status.put("captureProblems", captures.problems());
        return status;
    }

    /** What the broker does. */
    static Map<String, Object> of(BrokerStatus broker) {
        Map<String, Object> queue = new LinkedHashMap<>();
        broker.triggers().forEach(trigger -> queue.put(trigger.name(), trigger.pending()));
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("deadLetters", broker.deadLetters());
        status.put("queue", queue);
        status.put("paused", broker.paused());
        if (broker.failure() != null) {
            status.put("brokerFailure", broker.failure());
        }
        return status;
    }

    private List<Map<String, Object>> processes() {
        List<Map<String, Object>> processes = new ArrayList<>();
        config.launcherPid().ifPresent(pid -> processes.add(process("launcher", pid)));
        ProcessHandle functions = ProcessHandle.current();
        processes.add(process("functions", functions.pid()));
        // It starts no others that stay.
        functions.children().forEach(child -> processes.add(process("parser", child.pid())));
        pidIn(config.modelServerPidFile()).ifPresent(pid -> processes.add(process("model-server", pid)));
        return processes;
    }

    static Map<String, Object> process(String name, long pid) {
        Map<String, Object> process = new LinkedHashMap<>();
        process.put("name", name);
        process.put("pid", pid);
        ProcessMemory.residentMegabytes(pid).ifPresent(megabytes -> process.put("rssMegabytes", megabytes));
        return process;
    }

    /** The process id that a file holds; empty where there is no file, or none in it. */
    static OptionalLong pidIn(Optional<Path> file) {
        if (file.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            // PostgreSQL writes more lines than its id.
            return OptionalLong.of(
                    Long.parseLong(Files.readAllLines(file.get()).getFirst().strip()));
        } catch (IOException | NumberFormatException | NoSuchElementException e) {
            return OptionalLong.empty();
        }
    }
}
