package io.millrace.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The functions' settings point at the model Services, by a port they have, a model name they serve and the window it has there, and they use the generator. */
final class ModelEndpoints implements Rule {

    @Override
    public List<Finding> check(Manifests manifests) {
        List<Finding> findings = new ArrayList<>();
        List<JsonNode> settings = manifests
                .all("v1", "ConfigMap")
                .map(map -> map.path("data"))
                .filter(data -> data.has("MILLRACE_STORE"))
                .toList();
        if (settings.isEmpty()) {
            findings.add(new Finding("ConfigMap/millrace", "no ConfigMap holds the functions' settings"));
        }
        for (JsonNode data : settings) {
            check(manifests, data, "MILLRACE_EMBEDDER", findings);
            check(manifests, data, "MILLRACE_GENERATOR", findings);
            checkUse(manifests, data, findings);
            if (data.path("MILLRACE_STORE").asText().equals("lucene")) {
                findings.add(new Finding("ConfigMap/millrace", "MILLRACE_STORE is lucene, which pods can't share"));
            }
        }
        return findings;
    }

    private static void checkUse(Manifests manifests, JsonNode data, List<Finding> findings) {
        if (!data.path("MILLRACE_GENERATOR_TRUSTED").asText().equals("true")) {
            findings.add(
                    new Finding(
                            "ConfigMap/millrace",
                            "MILLRACE_GENERATOR_TRUSTED is not true, so the generator's GPU is idle until somebody asks for generation"));
        }
        String window = "--max-model-len="
                + data.path("MILLRACE_GENERATOR_CONTEXT_TOKENS").asText();
        String host = host(data, "MILLRACE_GENERATOR");
        if (!arguments(manifests, host).contains(window)) {
            findings.add(new Finding(
                    "ConfigMap/millrace",
                    "MILLRACE_GENERATOR_CONTEXT_TOKENS is not the window of what is served: '" + window
                            + "' is missing"));
        }
    }

    private static String host(JsonNode data, String prefix) {
        String host = URI.create(data.path(prefix + "_URL").asText()).getHost();
        return host == null ? "" : host;
    }

    private static List<String> arguments(Manifests manifests, String host) {
        return ModelServer.in(manifests)
                .filter(server -> server.role().equals(host))
                .flatMap(server -> server.arguments().stream())
                .toList();
    }

    private static void check(Manifests manifests, JsonNode data, String prefix, List<Finding> findings) {
        URI url = URI.create(data.path(prefix + "_URL").asText());
        String host = host(data, prefix);
        int port = url.getPort() < 0 ? 80 : url.getPort();
        boolean reachable = manifests
                .find("v1", "Service", host)
                .map(service -> Pod.items(service.at("/spec/ports")))
                .orElseGet(Stream::empty)
                .anyMatch(offered -> offered.path("port").asInt() == port);
        if (!reachable) {
            findings.add(new Finding("ConfigMap/millrace", prefix + "_URL reaches no rendered Service: '" + url + "'"));
        }
        String model = data.path(prefix + "_MODEL").asText();
        List<String> arguments = arguments(manifests, host);
        String name = "--served-model-name=" + model;
        if (!arguments.contains(name)) {
            findings.add(new Finding("ConfigMap/millrace", prefix + "_MODEL is not served: '" + name + "' is missing"));
        }
        String folder = "/catalog/" + model + "/current";
        if (arguments.stream().noneMatch(argument -> argument.endsWith(folder))) {
            findings.add(new Finding("ConfigMap/millrace", prefix + "_MODEL is not what is loaded from " + folder));
        }
    }
}
