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
    private final LongAdder texts = new LongAdder();
    private final LongAdder tokens = new LongAdder();
    private final LongAdder tokensCut = new LongAdder();
    private final LongAdder kept = new LongAdder();
    private final LongAdder computed = new LongAdder();
    private final LongAdder promptTokens = new LongAdder();
    private final LongAdder generatedTokens = new LongAdder();

    void answered(String path, int status) {
        requests.computeIfAbsent(new Answered(path, status), key -> new LongAdder())
                .increment();
    }

    void embedded(int read, int cut) {
        texts.increment();
        tokens.add(read);
        tokensCut.add(cut);
    }

    void vectorsAskedFor(boolean found) {
        (found ? kept : computed).increment();
    }

    void generated(int prompt, int completion) {
        promptTokens.add(prompt);
        generatedTokens.add(completion);
    }

    String text(IntSupplier queued, IntSupplier generatorsWaiting, IntSupplier generatorsRunning) {
        StringBuilder text = new StringBuilder(1024);
        text.append("# TYPE te_request_count counter\n");
        requests.forEach((answered, count) -> text.append("te_request_count{path=\"")
                .append(answered.path())
                .append("\",status=\"")
                .append(answered.status())
                .append("\"} ")
                .append(count.sum())
                .append('\n'));
        number(text, "te_queue_size", "gauge", queued.getAsInt());
        number(text, "millrace_embedded_texts_total", "counter", texts.sum());
        number(text, "millrace_embedded_tokens_total", "counter", tokens.sum());
        number(text, "millrace_embedded_tokens_cut_total", "counter", tokensCut.sum());
        number(text, "millrace_vector_cache_hits_total", "counter", kept.sum());
        number(text, "millrace_vector_cache_misses_total", "counter", computed.sum());
        number(text, "vllm:num_requests_waiting", "gauge", generatorsWaiting.getAsInt());
        number(text, "vllm:num_requests_running", "gauge", generatorsRunning.getAsInt());
        number(text, "vllm:prompt_tokens_total", "counter", promptTokens.sum());
        number(text, "vllm:generation_tokens_total", "counter", generatedTokens.sum());
        return text.toString();
    }

    private static void number(StringBuilder text, String name, String type, long value) {
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        text.append(name).append(' ').append(value).append('\n');
    }
}
