package io.millrace.modelserver;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;

/**
 * Counters and gauges in Prometheus' text format 0.0.4. What TEI or vLLM have too goes by their names, so that the same scaling rule and dashboard
 * serves all three.
 */
final class Metrics {

    private record Answered(String path, int status) implements Comparable<Answered> {
        @Override
        public int compareTo(Answered other) {
            int byPath = path.compareTo(other.path);
            return byPath != 0 ? byPath : Integer.compare(status, other.status);
        }
    }

    private final Map<Answered, LongAdder> requests = new ConcurrentSkipListMap<>();
    private final Map<String, LongAdder> failures = new ConcurrentSkipListMap<>();
    private final Map<String, Histogram> durations = new ConcurrentSkipListMap<>();
    private final Histogram queued = new Histogram();
    private final Histogram inferred = new Histogram();
    private final Histogram firstTokens = new Histogram();
    private final LongAdder pairs = new LongAdder();
    private final LongAdder pairTokens = new LongAdder();
    private final LongAdder pairTokensCut = new LongAdder();
    private final LongAdder texts = new LongAdder();
    private final LongAdder tokens = new LongAdder();
    private final LongAdder tokensCut = new LongAdder();
    private final LongAdder kept = new LongAdder();
    private final LongAdder computed = new LongAdder();
    private final LongAdder promptTokens = new LongAdder();
    private final LongAdder generatedTokens = new LongAdder();

    /** @param nanos from when it came until its answer was sent */
    void answered(String path, int status, long nanos) {
        requests.computeIfAbsent(new Answered(path, status), key -> new LongAdder())
                .increment();
        if (status >= 200 && status < 400) {
            durations.computeIfAbsent(path, key -> new Histogram()).took(nanos);
        } else {
            failures.computeIfAbsent(failure(status), key -> new LongAdder()).increment();
        }
    }

    /** TEI's names for why a request failed, and some that it has not. */
    private static String failure(int status) {
        return switch (status) {
            case -1 -> "disconnected";
            case 429 -> "overloaded";
            case 503 -> "unavailable";
            case 504 -> "deadline";
            default -> status < 500 ? "validation" : "inference";
        };
    }

    /** One text or pair: how long it waited, and how long its inference took, its tokens included. */
    void ran(long waited, long took) {
        queued.took(waited);
        inferred.took(took);
    }

    void reranked(int read, int cut) {
        pairs.increment();
        pairTokens.add(read);
        pairTokensCut.add(cut);
    }

    void embedded(int read, int cut) {
        texts.increment();
        tokens.add(read);
        tokensCut.add(cut);
    }

    void vectorsAskedFor(boolean found) {
        (found ? kept : computed).increment();
    }

    /** @param nanos from when a reply was asked for until its first text was sent */
    void firstToken(long nanos) {
        firstTokens.took(nanos);
    }

    void generated(int prompt, int completion) {
        promptTokens.add(prompt);
        generatedTokens.add(completion);
    }

    String text(
            IntSupplier bodyBytes, IntSupplier waiting, IntSupplier generatorsWaiting, IntSupplier generatorsRunning) {
        StringBuilder text = new StringBuilder(1024);
        text.append("# TYPE te_request_count counter\n");
        requests.forEach((answered, count) -> text.append("te_request_count{path=\"")
                .append(answered.path())
                .append("\",status=\"")
                .append(answered.status())
                .append("\"} ")
                .append(count.sum())
                .append('\n'));
        text.append("# TYPE te_request_success counter\n");
        durations.forEach((path, duration) -> text.append("te_request_success{path=\"")
                .append(path)
                .append("\"} ")
                .append(duration.count())
                .append('\n'));
        text.append("# TYPE te_request_failure counter\n");
        failures.forEach((error, count) -> text.append("te_request_failure{err=\"")
                .append(error)
                .append("\"} ")
                .append(count.sum())
                .append('\n'));
        text.append("# TYPE te_request_duration histogram\n");
        durations.forEach((path, duration) -> duration.write(text, "te_request_duration", "path=\"" + path + '"'));
        text.append("# TYPE te_request_queue_duration histogram\n");
        queued.write(text, "te_request_queue_duration", "");
        text.append("# TYPE te_request_inference_duration histogram\n");
        inferred.write(text, "te_request_inference_duration", "");
        number(text, "te_queue_size", "gauge", waiting.getAsInt());
        number(text, "millrace_request_body_bytes", "gauge", bodyBytes.getAsInt());
        number(text, "millrace_embedded_texts_total", "counter", texts.sum());
        number(text, "millrace_embedded_tokens_total", "counter", tokens.sum());
        number(text, "millrace_embedded_tokens_cut_total", "counter", tokensCut.sum());
        number(text, "millrace_reranked_pairs_total", "counter", pairs.sum());
        number(text, "millrace_reranked_tokens_total", "counter", pairTokens.sum());
        number(text, "millrace_reranked_tokens_cut_total", "counter", pairTokensCut.sum());
        number(text, "millrace_vector_cache_hits_total", "counter", kept.sum());
        number(text, "millrace_vector_cache_misses_total", "counter", computed.sum());
        number(text, "vllm:num_requests_waiting", "gauge", generatorsWaiting.getAsInt());
        number(text, "vllm:num_requests_running", "gauge", generatorsRunning.getAsInt());
        text.append("# TYPE vllm:time_to_first_token_seconds histogram\n");
        firstTokens.write(text, "vllm:time_to_first_token_seconds", "");
        number(text, "vllm:prompt_tokens_total", "counter", promptTokens.sum());
        number(text, "vllm:generation_tokens_total", "counter", generatedTokens.sum());
        return text.toString();
    }

    private static void number(StringBuilder text, String name, String type, long value) {
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        text.append(name).append(' ').append(value).append('\n');
    }
}
