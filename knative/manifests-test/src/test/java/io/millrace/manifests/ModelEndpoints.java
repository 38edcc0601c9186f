package io.millrace.manifests;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The functions' settings point at the model Services that are there, by a port they have, a model name they serve and the window it has; a model server
 * that is rendered is used.
 */
final class ModelEndpoints implements Rule {

    /** Stores that many pods use at once. */
    private static final Set<String> SHARED = Set.of("pgvector", "opensearch");

    private static final List<String> ROLES = List.of("embedder", "reranker", "generator");

    @Override
    public List<Finding> check(Manifests manifests) {
        List<Finding> findings = new ArrayList<>();
        Map<String, String> settings = FunctionSettings.all(manifests);
        for (String role : ROLES) {
            String prefix = prefix(role);
            List<ModelServer> servers = ModelServer.in(manifests)
                    .filter(server -> server.role().equals(role))
                    .toList();
            if (settings.containsKey(prefix + "_URL")) {
                check(manifests, settings, prefix, findings);
            } else if (!servers.isEmpty()) {
                findings.add(finding("no function has " + prefix + "_URL, so " + role + " is idle"));
            }
        }
        if (!settings.containsKey("MILLRACE_EMBEDDER_URL")) {
            findings.add(finding("no function has MILLRACE_EMBEDDER_URL"));
        }
        if (settings.containsKey("MILLRACE_GENERATOR_URL")) {
            checkUse(manifests, settings, findings);
        }
        if (!SHARED.contains(settings.getOrDefault("MILLRACE_STORE", ""))) {
            findings.add(finding("MILLRACE_STORE is '" + settings.get("MILLRACE_STORE") + "', which pods can't share"));
        }
        return findings;
    }

    private static void checkUse(Manifests manifests, Map<String, String> settings, List<Finding> findings) {
        if (!settings.getOrDefault("MILLRACE_GENERATOR_TRUSTED", "").equals("true")) {
            findings.add(
                    finding(
                            "MILLRACE_GENERATOR_TRUSTED is not true, so the generator's GPU is idle until somebody asks for generation"));
        }
        String window = "--max-model-len=" + settings.get("MILLRACE_GENERATOR_CONTEXT_TOKENS");
        if (!arguments(manifests, host(settings, "MILLRACE_GENERATOR")).contains(window)) {
            findings.add(finding("MILLRACE_GENERATOR_CONTEXT_TOKENS is not the window of what is served: '" + window
                    + "' is missing"));
        }
    }

    private static void check(
            Manifests manifests, Map<String, String> settings, String prefix, List<Finding> findings) {
        URI url = URI.create(settings.get(prefix + "_URL"));
        String host = host(settings, prefix);
        int port = url.getPort() < 0 ? 80 : url.getPort();
        boolean reachable = manifests
                .find("v1", "Service", host)
                .map(service -> Pod.items(service.at("/spec/ports")))
                .orElseGet(Stream::empty)
                .anyMatch(offered -> offered.path("port").asInt() == port);
        if (!reachable) {
            findings.add(finding(prefix + "_URL reaches no rendered Service: '" + url + "'"));
        }
        String model = settings.getOrDefault(prefix + "_MODEL", "");
        List<String> arguments = arguments(manifests, host);
        // our own server loads what it serves, under the same name
        if (arguments.contains("--" + host + "=" + model)) {
            return;
        }
        String name = "--served-model-name=" + model;
        if (!arguments.contains(name)) {
            findings.add(finding(prefix + "_MODEL is not served: '" + name + "' is missing"));
        }
        String folder = "/catalog/" + model + "/current";
        if (arguments.stream().noneMatch(argument -> argument.endsWith(folder))) {
            findings.add(finding(prefix + "_MODEL is not what is loaded from " + folder));
        }
    }

    private static String prefix(String role) {
        return switch (role) {
            case "embedder" -> "MILLRACE_EMBEDDER";
            case "reranker" -> "MILLRACE_RERANKER";
            default -> "MILLRACE_GENERATOR";
        };
    }

    private static String host(Map<String, String> settings, String prefix) {
        String host = URI.create(settings.get(prefix + "_URL")).getHost();
        return host == null ? "" : host;
    }

    private static List<String> arguments(Manifests manifests, String host) {
        return ModelServer.in(manifests)
                .filter(server -> server.role().equals(host))
                .flatMap(server -> server.arguments().stream())
                .toList();
    }

    private static Finding finding(String message) {
        return new Finding("ConfigMap/millrace", message);
    }
}
