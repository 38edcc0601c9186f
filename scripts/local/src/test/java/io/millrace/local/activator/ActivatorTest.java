package io.millrace.local.activator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ActivatorTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(200);

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Requests that the function has got and not answered. */
    private final Queue<HttpServerRequest> held = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        http.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void theFirstRequestStartsTheProcessAndWaitsUntilItListens() {
        FakeFunction function =
                new FakeFunction(vertx, request -> request.response().end("done"));
        function.listensAtOnce = false;
        Activator activator = start(function, 1, LONG, LONG);
        assertThat(function.lives).isEmpty();

        CompletableFuture<HttpResponse<String>> first = get(activator);
        CompletableFuture<HttpResponse<String>> second = get(activator);
        await().until(() -> function.lives.size() == 1);
        assertThat(first).isNotDone();
        function.lives.getFirst().listen();

        assertThat(first.join().body()).isEqualTo("done");
        assertThat(second.join().body()).isEqualTo("done");
        assertThat(function.lives).hasSize(1);
    }

    @Test
    void admitsSoManyAtOnceAndRefusesWhenTenTimesAsManyWait() {
        FakeFunction function = new FakeFunction(vertx, held::add);
        Activator activator = start(function, 2, LONG, LONG);

        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 22; i++) {
            answers.add(get(activator));
        }
        await().until(() -> state(activator).waiting() == 20 && held.size() == 2);
        HttpResponse<String> refused = get(activator).join();
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("urn:millrace:problem:function-busy");
        assertThat(state(activator).inside()).isEqualTo(2);

        await().until(() -> {
            answerHeld();
            return answers.stream().allMatch(CompletableFuture::isDone);
        });
        assertThat(answers).allMatch(answer -> answer.join().statusCode() == 200);
        assertThat(state(activator).inside()).isZero();
    }

    @Test
    void aProcessOfWhichNothingIsAskedEndsAndTheNextRequestStartsAnother() {
        FakeFunction function =
                new FakeFunction(vertx, request -> request.response().end());
        Activator activator = start(function, 0, LONG, SHORT);

        get(activator).join();
        assertThat(state(activator).state()).isEqualTo("running");
        await().until(() -> state(activator).pids().isEmpty());
        assertThat(function.lives.getFirst().exit()).isCompletedWithValue(143);
        assertThat(state(activator).state()).isEqualTo("stopped");

        assertThat(get(activator).join().statusCode()).isEqualTo(200);
        assertThat(function.lives).hasSize(2);
    }

    @Test
    void aProcessThatDiesOverARequestIsA502AndTheNextRequestStartsAnother() {
        FakeFunction function = new FakeFunction(vertx, held::add);
        Activator activator = start(function, 1, LONG, LONG);
        CompletableFuture<HttpResponse<String>> answer = get(activator);
        await().until(() -> !held.isEmpty());
        held.clear();

        function.lives.getFirst().kill();

        assertThat(answer.join().statusCode()).isEqualTo(502);
        await().until(() -> function.lives.getFirst().exit().isDone());
        CompletableFuture<HttpResponse<String>> next = get(activator);
        await().until(() -> !held.isEmpty());
        answerHeld();
        assertThat(next.join().statusCode()).isEqualTo(200);
        assertThat(function.lives).hasSize(2);
    }

    @Test
    void whoWaitsForAProcessThatNeverComesUpIsToldSo() {
        FakeFunction function = new FakeFunction(vertx, held::add);
        function.diesAtOnce = true;
        Activator activator = start(function, 1, LONG, LONG);

        HttpResponse<String> answer = get(activator).join();
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("function-not-starting");
        assertThat(function.lives).hasSize(3);

        function.diesAtOnce = false;
        CompletableFuture<HttpResponse<String>> later = get(activator);
        await().until(() -> !held.isEmpty());
        answerHeld();
        assertThat(later.join().statusCode()).isEqualTo(200);
    }

    @Test
    void aRequestWhoseTimeIsOverIsA504AndLeavesItsPlace() {
        FakeFunction function = new FakeFunction(vertx, held::add);
        Activator activator = start(function, 1, SHORT, LONG);

        HttpResponse<String> answer = get(activator).join();

        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(answer.body()).contains("function-too-slow");
        await().until(() -> state(activator).inside() == 0);
    }

    @Test
    void passesOnAStreamAsItComesAndTheNameThatWasAskedFor() throws Exception {
        FakeFunction function = new FakeFunction(vertx, request -> {
            request.response().setChunked(true).write(request.authority() + " " + request.uri() + "\n");
            held.add(request);
        });
        Activator activator = start(function, 1, LONG, LONG);

        var answer = http.send(
                HttpRequest.newBuilder(at(activator).resolve("/v1/x?y=1"))
                        .POST(BodyPublishers.ofString("question"))
                        .build(),
                BodyHandlers.ofInputStream());
        BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));

        assertThat(lines.readLine()).isEqualTo("127.0.0.1:" + at(activator).getPort() + " /v1/x?y=1");
        held.remove().response().end("end\n");
        assertThat(lines.readLine()).isEqualTo("end");
    }

    @Test
    void whenTheClientLeavesTheFunctionIsLeftToo() throws Exception {
        AtomicBoolean left = new AtomicBoolean();
        AtomicReference<HttpServerRequest> got = new AtomicReference<>();
        FakeFunction function = new FakeFunction(vertx, request -> {
            request.connection().closeHandler(closed -> left.set(true));
            got.set(request);
        });
        Activator activator = start(function, 1, LONG, LONG);

        try (Socket client =
                new Socket(InetAddress.getLoopbackAddress(), at(activator).getPort())) {
            client.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            await().until(() -> got.get() != null);
        }

        await().untilTrue(left);
        await().until(() -> state(activator).inside() == 0);
    }

    @Test
    void stopLetsWhatIsUnderWayEndAndEndsTheProcess() {
        FakeFunction function = new FakeFunction(vertx, held::add);
        Activator activator = start(function, 1, LONG, LONG);
        CompletableFuture<HttpResponse<String>> answer = get(activator);
        await().until(() -> !held.isEmpty());

        CompletableFuture<Void> stopped =
                activator.stop(LONG).toCompletionStage().toCompletableFuture();
        await().until(() -> get(activator).join().body().contains("function-stopping"));
        assertThat(stopped).isNotDone();
        answerHeld();

        stopped.join();
        assertThat(answer.join().statusCode()).isEqualTo(200);
        assertThat(function.lives.getFirst().exit()).isCompletedWithValue(143);
    }

    private Activator start(FakeFunction function, int concurrency, Duration timeout, Duration idle) {
        return Activator.start("chunking", vertx, context, function, new FunctionLimits(concurrency, timeout, idle), 0)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private static URI at(Activator activator) {
        return activator.address();
    }

    private CompletableFuture<HttpResponse<String>> get(Activator activator) {
        return http.sendAsync(HttpRequest.newBuilder(at(activator)).build(), BodyHandlers.ofString());
    }

    private FunctionState state(Activator activator) {
        CompletableFuture<FunctionState> state = new CompletableFuture<>();
        context.runOnContext(ignored -> state.complete(activator.state()));
        return state.join();
    }

    private void answerHeld() {
        Handler<HttpServerRequest> answer = request -> request.response().end("done");
        for (HttpServerRequest request = held.poll(); request != null; request = held.poll()) {
            answer.handle(request);
        }
    }
}
