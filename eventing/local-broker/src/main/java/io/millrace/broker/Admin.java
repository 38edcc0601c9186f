package io.millrace.broker;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.core.problem.ProblemException;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code /admin/status} and {@code /admin/dead-letters}, for the command line. A list takes the parameters of {@link DeadLetterQuery}. With {@code dry-run=true}
 * a replay or discard answers what a GET of that dead letter does, or the problem that stands in the way, and changes nothing; any other parameter is refused.
 */
final class Admin {

    static final String PREFIX = "/admin/";

    private static final String DRY_RUN = "dry-run";
    private static final Pattern LETTER = Pattern.compile("/admin/dead-letters/(\\d{1,18})(/replay)?");

    private final DeadLetters deadLetters;
    private final Supplier<BrokerStatus> status;

    Admin(DeadLetters deadLetters, Supplier<BrokerStatus> status) {
        this.deadLetters = deadLetters;
        this.status = status;
    }

    void handle(HttpServerRequest request, Context context) {
        HttpServerResponse response = request.response();
        String call = request.method() + " " + request.path();
        Matcher letter = LETTER.matcher(request.path());
        if (call.equals("GET /admin/status")) {
            json(response, status(status.get()));
        } else if (call.equals("GET /admin/dead-letters")) {
            list(request, context);
        } else if (letter.matches()) {
            one(request, Long.parseLong(letter.group(1)), letter.group(2) != null, context);
        } else {
            HttpProblems.answer(response, 404, "not-found", "There is nothing here: " + call + ".");
        }
    }

    private void list(HttpServerRequest request, Context context) {
        DeadLetterQuery query;
        try {
            query = DeadLetterQuery.of(request.params());
        } catch (ProblemException e) {
            HttpProblems.answer(request.response(), e.problem());
            return;
        }
        respond(deadLetters.list(query), request, context, letters -> {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            ArrayNode array = body.putArray("deadLetters");
            letters.forEach(letter -> array.add(DeadLetterCodec.json(letter)));
            json(request.response(), body);
        });
    }

    private void one(HttpServerRequest request, long id, boolean replay, Context context) {
        try {
            one(request, id, replay, !request.method().equals(HttpMethod.GET) && dryRun(request.params()), context);
        } catch (ProblemException e) {
            HttpProblems.answer(request.response(), e.problem());
        }
    }

    /** Nothing is changed where something else may be meant: no other name, no other value. */
    private static boolean dryRun(MultiMap parameters) {
        for (Map.Entry<String, String> parameter : parameters) {
            boolean known = parameter.getKey().equals(DRY_RUN)
                    && parameters.getAll(DRY_RUN).size() == 1;
            if (!known || !parameter.getValue().matches("true|false")) {
                throw DeadLetterQuery.invalid(
                        parameter.getKey(), parameter.getValue(), "nothing, or " + DRY_RUN + "=true or false, once");
            }
        }
        return Boolean.parseBoolean(parameters.get(DRY_RUN));
    }

    private void one(HttpServerRequest request, long id, boolean replay, boolean dryRun, Context context) {
        switch (request.method().name() + (replay ? " replay" : "")) {
            case "GET" -> show(deadLetters.show(id), id, request, context);
            case "DELETE" -> {
                if (dryRun) {
                    show(deadLetters.show(id), id, request, context);
                } else {
                    respond(deadLetters.discard(id), request, context, found -> done(request, id, found));
                }
            }
            case "POST replay" -> {
                if (dryRun) {
                    show(deadLetters.replayable(id), id, request, context);
                } else {
                    respond(deadLetters.replay(id), request, context, found -> done(request, id, found));
                }
            }
            default ->
                HttpProblems.answer(
                        request.response(),
                        405,
                        "method-not-allowed",
                        "GET shows, DELETE discards, POST …/replay replays.");
        }
    }

    private static void show(
            CompletableFuture<Optional<ObjectNode>> letter, long id, HttpServerRequest request, Context context) {
        respond(
                letter,
                request,
                context,
                found -> found.ifPresentOrElse(node -> json(request.response(), node), () -> done(request, id, false)));
    }

    private static void done(HttpServerRequest request, long id, boolean found) {
        if (found) {
            request.response().setStatusCode(204).end();
        } else {
            HttpProblems.answer(request.response(), 404, "dead-letter-unknown", "There is no dead letter " + id + ".");
        }
    }

    private static <T> void respond(
            CompletableFuture<T> answer, HttpServerRequest request, Context context, Consumer<T> write) {
        answer.thenAccept(value -> context.runOnContext(ignored -> write.accept(value)))
                .exceptionally(failure -> {
                    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                    context.runOnContext(ignored -> {
                        if (cause instanceof ProblemException problem) {
                            HttpProblems.answer(request.response(), problem.problem());
                        } else {
                            HttpProblems.answer(request.response(), 500, "broker-fault", String.valueOf(cause));
                        }
                    });
                    return null;
                });
    }

    private static ObjectNode status(BrokerStatus status) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("accepted", status.accepted())
                .put("delivered", status.delivered())
                .put("pending", status.pending())
                .put("deadLetters", status.deadLetters())
                .put("paused", status.paused())
                .put("storeBytes", status.storeBytes())
                .put("failure", status.failure());
        ArrayNode triggers = node.putArray("triggers");
        status.triggers()
                .forEach(trigger -> triggers.addObject()
                        .put("name", trigger.name())
                        .put("pending", trigger.pending())
                        .put("delivered", trigger.delivered())
                        .put("paused", trigger.paused()));
        return node;
    }

    private static void json(HttpServerResponse response, ObjectNode body) {
        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json").end(body.toString());
    }
}
