package io.millrace.local;

import io.millrace.broker.LocalBroker;
import io.millrace.local.activator.Activator;
import io.millrace.local.activator.FunctionProcess;
import io.millrace.local.activator.FunctionState;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Queues, functions, processes and how the reading of databases' logs goes, for the API's status, at an address of this machine; beside it the metrics of the latter. Asking
 * here starts no function, other than {@code /v1/status}, which answering gives.
 */
final class ProcessesStatus {

    private static final Logger LOG = Logger.getLogger(ProcessesStatus.class);

    private final Vertx vertx;
    private final HttpServer server;
    private volatile @Nullable Watched watched;

    private record Watched(
            LocalBroker broker, List<Activator> activators, CaptureProcess capture, List<Path> pidFiles) {}

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
    void watch(LocalBroker broker, Collection<Activator> activators, CaptureProcess capture, List<Path> files) {
        watched = new Watched(broker, List.copyOf(activators), capture, List.copyOf(files));
    }

    private void answer(HttpServerRequest request) {
        Watched asked = watched;
        if (asked == null) {
            request.response().setStatusCode(503).end();
            return;
        }
        switch (request.path()) {
            case "/status" -> {
                List<FunctionState> functions =
                        asked.activators().stream().map(Activator::state).toList();
                answer(request, () -> Optional.of(RunFile.json(status(asked, functions))), "application/json");
            }
            case "/metrics" -> answer(request, new CaptureReport(asked.capture())::metrics, CaptureReport.METRICS_TYPE);
            default -> request.response().setStatusCode(404).end();
        }
    }

    /** @param text empty where nobody is there who could say it */
    private void answer(HttpServerRequest request, Callable<Optional<String>> text, String type) {
        vertx.executeBlocking(text, false).onComplete(said -> {
            if (said.failed()) {
                LOG.warn("the status can't be told", said.cause());
                request.response().setStatusCode(500).end();
            } else if (said.result().isEmpty()) {
                request.response().setStatusCode(503).end();
            } else {
                request.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, type)
                        .end(said.result().get());
            }
        });
    }

    private static Map<String, Object> status(Watched asked, List<FunctionState> functions) throws IOException {
        Map<String, Object> status = LocalStatus.of(asked.broker().status());
        List<Map<String, Object>> processes = new ArrayList<>();
        for (Path file : asked.pidFiles()) {
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
        Optional<FunctionProcess> capture = asked.capture().running();
        capture.ifPresent(process -> processes.add(LocalStatus.process(CaptureProcess.NAME, process.pid())));
        status.put("processes", processes);
        // Left out while it starts: nothing is known then.
        if (capture.isEmpty()) {
            status.put("capture", List.of());
        } else {
            new CaptureReport(asked.capture()).status().ifPresent(report -> {
                status.put("capture", report.path("sources"));
                status.put("captureProblems", report.path("problems"));
            });
        }
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
