package io.millrace.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.millrace.cli.client.InFlight;
import io.millrace.cli.client.MillraceClient;
import io.millrace.cli.client.ResidentMemory;
import io.millrace.cli.evaluation.Durations;
import io.millrace.cli.session.Output;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Searches a Millrace over HTTP, one question after the other and several at once, with and without the reranker. */
final class SearchBench {

    private static final int K = 10;
    private static final List<String> STAGES = List.of("embed", "candidates", "fuse", "load", "rerank");

    private final MillraceClient client;
    private final List<String> questions;
    private final Output output;

    /** @param questions at least one */
    SearchBench(MillraceClient client, List<String> questions, Output output) {
        this.client = client;
        this.questions = questions;
        this.output = output;
    }

    /** A search as its caller saw it, and as the server timed its stages, all in milliseconds. */
    private record Search(double millis, JsonNode stages) {

        double stage(String name) {
            return stages.path(name).asDouble();
        }

        /** What neither a stage nor the model took: HTTP, JSON and who may ask. */
        double overhead() {
            return millis - stage("total");
        }
    }

    /**
     * @param warmUp searches that do not count
     * @param searches that do, each way
     * @param parallel how many at once, one measurement each
     */
    Map<String, Object> run(int warmUp, int searches, List<Integer> parallel) {
        output.note("warming up with " + warmUp + " searches");
        IntStream.range(0, warmUp).forEach(i -> search(i, i % 2 == 0));
        MachineLoad load = new MachineLoad();
        output.note(searches + " searches each way, one after the other");
        List<Search> fused = new ArrayList<>();
        List<Search> reranked = new ArrayList<>();
        for (int i = 0; i < searches; i++) {
            // In turns, since the machine's speed changes.
            fused.add(search(i, false));
            reranked.add(search(i, true));
        }
        Map<String, Object> results = new LinkedHashMap<>();
        results.put("chunks", client.status().path("chunks").asLong());
        results.put("searchMillis", millis(fused));
        results.put("rerankMillis", millis(reranked));
        results.put(
                "overheadMillis",
                summary(reranked.stream().mapToDouble(Search::overhead).toArray()));
        Map<String, Object> stages = new LinkedHashMap<>();
        for (String stage : STAGES) {
            stages.put(
                    stage,
                    summary(reranked.stream()
                            .mapToDouble(each -> each.stage(stage))
                            .toArray()));
        }
        results.put("stageMillis", stages);
        results.put("embedShare", embedShare(fused));
        results.put(
                "parallel",
                parallel.stream().map(many -> atOnce(many, searches)).toList());
        ResidentMemory.megabytes(client.status())
                .ifPresent(megabytes -> results.put("rssMegabytes", rounded(megabytes)));
        results.putAll(load.summary());
        return results;
    }

    private Map<String, Object> atOnce(int many, int searches) {
        output.note(many + " searches at once");
        List<Search> done = Collections.synchronizedList(new ArrayList<>());
        long started = System.nanoTime();
        InFlight.each(IntStream.range(0, searches).boxed().toList(), many, i -> done.add(search(i, false)));
        double seconds = (System.nanoTime() - started) / 1e9;
        Map<String, Object> measured = new LinkedHashMap<>();
        measured.put("parallel", many);
        measured.put("searchesPerSecond", rounded(searches / seconds));
        measured.put("searchMillis", millis(done));
        measured.put(
                "candidatesMillis",
                summary(done.stream()
                        .mapToDouble(each -> each.stage("candidates"))
                        .toArray()));
        return measured;
    }

    private Search search(int number, boolean rerank) {
        String question = questions.get(number % questions.size());
        long started = System.nanoTime();
        JsonNode stages = client.search(question, K, rerank).timings();
        double millis = (System.nanoTime() - started) / 1e6;
        return new Search(millis, stages == null ? MissingNode.getInstance() : stages);
    }

    /** Of all that searches took, the share of the questions' embedding. */
    private static double embedShare(List<Search> searches) {
        double embedding =
                searches.stream().mapToDouble(each -> each.stage("embed")).sum();
        return rounded(embedding / searches.stream().mapToDouble(Search::millis).sum());
    }

    private static Map<String, Double> millis(List<Search> searches) {
        return summary(searches.stream().mapToDouble(Search::millis).toArray());
    }

    private static Map<String, Double> summary(double[] millis) {
        return new Durations(millis).summary();
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
