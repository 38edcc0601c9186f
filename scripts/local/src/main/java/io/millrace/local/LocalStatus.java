package io.millrace.local;

import io.millrace.answering.StatusContribution;
import io.millrace.broker.BrokerStatus;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The broker's queues and the processes' memory, as part of the API's status. */
@ApplicationScoped
class LocalStatus implements StatusContribution {

    private final LocalStack stack;
    private final LocalConfig config;

    LocalStatus(LocalStack stack, LocalConfig config) {
        this.stack = stack;
        this.config = config;
    }

    @Override
    public Map<String, Object> status() {
        BrokerStatus broker = stack.broker().status();
        Map<String, Object> queue = new LinkedHashMap<>();
        broker.triggers().forEach(trigger -> queue.put(trigger.name(), trigger.pending()));
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("deadLetters", broker.deadLetters());
        status.put("queue", queue);
        status.put("paused", broker.paused());
        if (broker.failure() != null) {
            status.put("brokerFailure", broker.failure());
        }
        status.put("processes", processes());
        return status;
    }

    private List<Map<String, Object>> processes() {
        List<Map<String, Object>> processes = new ArrayList<>();
        config.launcherPid().ifPresent(pid -> add(processes, "launcher", pid));
        ProcessHandle functions = ProcessHandle.current();
        add(processes, "functions", functions.pid());
        functions.children().forEach(child -> add(processes, "parser", child.pid())); // it starts no others that stay
        modelServerPid(config).ifPresent(pid -> add(processes, "model-server", pid));
        return processes;
    }

    private static void add(List<Map<String, Object>> processes, String name, long pid) {
        Map<String, Object> process = new LinkedHashMap<>();
        process.put("name", name);
        process.put("pid", pid);
        ProcessMemory.residentMegabytes(pid).ifPresent(megabytes -> process.put("rssMegabytes", megabytes));
        processes.add(process);
    }

    static OptionalLong modelServerPid(LocalConfig config) {
        if (config.modelServerPidFile().isEmpty()) {
            return OptionalLong.empty();
        }
        Path file = config.modelServerPidFile().get();
        try {
            return OptionalLong.of(Long.parseLong(Files.readString(file).strip()));
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
