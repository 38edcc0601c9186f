package io.millrace.client;

import io.millrace.testkit.ModelFault;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * One of the servers whose answers lie in {@code src/test/resources/protocols}, and how each tells what is wrong.
 *
 * @param folder where its answers lie
 * @param statuses by which it tells faults; the others lie in its body, or in the connection
 */
record Engine(String folder, Map<ModelFault, Integer> statuses) {

    static final Engine VLLM = new Engine(
            "vllm",
            Map.of(
                    ModelFault.REFUSED, 400,
                    ModelFault.NOT_ADMITTED, 401,
                    ModelFault.NOT_SERVED, 404,
                    ModelFault.BUSY, 429,
                    ModelFault.FAILED, 500,
                    ModelFault.AWAY, 503));

    static final Engine OPENAI = new Engine(
            "openai",
            Map.of(
                    ModelFault.REFUSED, 400,
                    ModelFault.NOT_ADMITTED, 401,
                    ModelFault.BUSY, 429,
                    ModelFault.FAILED, 500,
                    ModelFault.AWAY, 503));

    static final Engine TGI = new Engine(
            "tgi",
            Map.of(
                    ModelFault.REFUSED, 422,
                    ModelFault.BUSY, 429,
                    ModelFault.FAILED, 424,
                    ModelFault.AWAY, 503));

    static final Engine TEI = new Engine(
            "tei",
            Map.of(
                    ModelFault.REFUSED, 422,
                    ModelFault.TOO_LARGE, 413,
                    ModelFault.BUSY, 429,
                    ModelFault.FAILED, 424,
                    ModelFault.AWAY, 503));

    static final Engine LLAMA_CPP = new Engine(
            "llama-cpp",
            Map.of(
                    ModelFault.REFUSED, 400,
                    ModelFault.NOT_ADMITTED, 401,
                    ModelFault.BUSY, 429,
                    ModelFault.FAILED, 501,
                    ModelFault.AWAY, 503));

    static final Engine TRITON = new Engine(
            "triton",
            Map.of(
                    ModelFault.REFUSED, 400,
                    ModelFault.NOT_SERVED, 404,
                    ModelFault.BUSY, 429,
                    ModelFault.FAILED, 500,
                    ModelFault.AWAY, 503));

    Engine {
        statuses = Map.copyOf(statuses);
    }

    int status(ModelFault fault) {
        return statuses.getOrDefault(fault, 200);
    }

    /** Those that it tells by a status, those of any connection, and {@code more}. */
    Set<ModelFault> faults(ModelFault... more) {
        Set<ModelFault> faults = EnumSet.copyOf(statuses.keySet());
        faults.add(ModelFault.SLOW);
        faults.add(ModelFault.TRUNCATED);
        faults.addAll(Set.of(more));
        return faults;
    }
}
