package io.millrace.local;

import io.millrace.broker.LocalBroker;
import io.millrace.local.activator.Activator;
import io.millrace.local.activator.FunctionState;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Queues, functions and processes, for the API's status, at an address of this machine. Asking here starts no function, other than {@code /v1/status}, which
 * answering gives.
 */
final class ProcessesStatus {

    private final Vertx vertx;
    private final HttpServer server;
    private List<Activator> activators = List.of();
    private List<Path> pidFiles = List.of();

    /** Written last: who sees it sees the others. */
    private volatile @Nullable LocalBroker broker;

    private ProcessesStatus(Vertx vertx) {
        this.vertx = vertx;
        this.server = vertx.createHttpServer(
                new HttpServerOptions().setHost("127.0.0.1").setPort(0).setHttp2ClearTextEnabled(false));
        server.requestHandler(this::answer);
    }

    /** Listens, and answers on {@code context}. */
    static ProcessesStatus start(Vertx vertx, Context context) {
        ProcessesStatus status = new ProcessesStatus(vertx);
        Promise<HttpServer> listening = Promise.promise();
        context.runOnContext(ignored -> status.server.listen().onComplete(listening));
        listening.future().toCompletionStage().toCompletableFuture().join();
        return status;
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.actualPort() + "/status");
    }

    /** @param files that hold the ids of processes, each called after its process */
    void watch(LocalBroker newBroker, Collection<Activator> newActivators, List<Path> files) {
        this.activators = List.copyOf(newActivators);
        this.pidFiles = List.copyOf(files);
        this.broker = newBroker;
    }

    private void answer(HttpServerRequest request) {
        LocalBroker asked = broker;
        if (asked == null || !"/status".equals(request.path())) {
            request.response().setStatusCode(asked == null ? 503 : 404).end();
            return;
        }
        List<FunctionState> functions =
                activators.stream().map(Activator::state).toList();
        vertx.executeBlocking(() -> RunFile.json(status(asked, functions))).onComplete(json -> {
            if (json.succeeded()) {
                request.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                        .end(json.result());
            } else {
                request.response().setStatusCode(500).end();
            }
        });
    }

    private Map<String, Object> status(LocalBroker asked, List<FunctionState> functions) {
        Map<String, Object> status = LocalStatus.of(asked.status());
        List<Map<String, Object>> processes = new ArrayList<>();
        for (Path file : pidFiles) {
            String name = file.getFileName().toString().replaceAll("\\.pid$", "");
            LocalStatus.pidIn(Optional.of(file)).ifPresent(pid -> processes.add(LocalStatus.process(name, pid)));
        }
        processes.add(LocalStatus.process("broker", ProcessHandle.current().pid()));
        for (FunctionState function : functions) {
            for (long pid : function.pids()) {
                processes.add(LocalStatus.process(function.name(), pid));
                ProcessHandle.of(pid).stream()
                        .flatMap(ProcessHandle::children)
                        .forEach(child -> processes.add(LocalStatus.process("parser", child.pid())));
            }
        }
        status.put("processes", processes);
        status.put(
                "functions", functions.stream().map(ProcessesStatus::described).toList());
        return status;
    }

    private static Map<String, Object> described(FunctionState function) {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("name", function.name());
        described.put("state", function.state());
        described.put("starts", function.starts());
        described.put("inside", function.inside());
        described.put("waiting", function.waiting());
        return described;
    }
}
