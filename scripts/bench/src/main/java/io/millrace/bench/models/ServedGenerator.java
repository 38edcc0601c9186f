package io.millrace.bench.models;

import io.millrace.client.ModelEndpoint;
import io.millrace.client.OpenAiGenerator;
import io.millrace.core.answer.Generation;
import io.millrace.core.answer.GenerationRequest;
import io.millrace.core.answer.GenerationRequest.Message;
import io.millrace.core.answer.GenerationRequest.Role;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** The model server over HTTP, streamed, by the client that the functions use. */
final class ServedGenerator implements TimedGenerator {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final OpenAiGenerator client;

    ServedGenerator(URI server, String model) {
        this.client = new OpenAiGenerator(new ModelEndpoint(server, model, TIMEOUT), true);
    }

    @Override
    public Timing reply(String question, int maxTokens) {
        long started = System.nanoTime();
        long[] first = new long[1];
        Generation reply = client.generate(
                new GenerationRequest(List.of(new Message(Role.USER, question)), maxTokens, 0, TIMEOUT),
                text -> first[0] = first[0] == 0 ? System.nanoTime() - started : first[0]);
        return new Timing(reply.completionTokens(), first[0]);
    }
}
