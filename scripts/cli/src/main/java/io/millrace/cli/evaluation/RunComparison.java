package io.millrace.cli.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.millrace.cli.client.Json;
import io.millrace.cli.session.CliFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A run beside an earlier one, question by question: what {@code --json} wrote then, with its {@code items}. */
final class RunComparison {

    private final Path file;
    private final Map<String, JsonNode> earlier;

    RunComparison(Path file) {
        this.file = file;
        try {
            this.earlier = byId(Json.MAPPER.readTree(file.toFile()).path("items"));
        } catch (IOException e) {
            throw new CliFailure(CliFailure.FAILED, file + " can't be read: " + e.getMessage());
        }
        if (earlier.isEmpty()) {
            throw new CliFailure(
                    CliFailure.USAGE,
                    "--baseline takes what 'eval retrieval --json' wrote, with its items; " + file + " has none");
        }
    }

    private static Map<String, JsonNode> byId(JsonNode items) {
        Map<String, JsonNode> byId = new LinkedHashMap<>();
        items.forEach(item -> byId.put(item.path("id").asText(), item));
        return byId;
    }

    /**
     * By how much each metric that the earlier run has is higher than there, over the questions that both have.
     *
     * @param items one a question: {@code id}, and each metric's value
     */
    Map<String, PairedBootstrap> gains(Object items, List<String> metrics) {
        Map<String, JsonNode> now = byId(Json.MAPPER.valueToTree(items));
        now.keySet().retainAll(earlier.keySet());
        if (now.isEmpty()) {
            throw new CliFailure(CliFailure.FAILED, "no question of this run is in " + file);
        }
        Map<String, PairedBootstrap> gains = new LinkedHashMap<>();
        for (String metric : metrics.stream().filter(this::isKnown).toList()) {
            gains.put(metric, PairedBootstrap.of(values(now, now, metric), values(now, earlier, metric)));
        }
        return gains;
    }

    private boolean isKnown(String metric) {
        return earlier.values().stream().allMatch(item -> item.has(metric));
    }

    /** In the order of {@code ids}. */
    private static double[] values(Map<String, JsonNode> ids, Map<String, JsonNode> items, String metric) {
        return ids.keySet().stream()
                .mapToDouble(id -> items.getOrDefault(id, MissingNode.getInstance())
                        .path(metric)
                        .asDouble())
                .toArray();
    }
}
