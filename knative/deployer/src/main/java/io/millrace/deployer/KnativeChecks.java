package io.millrace.deployer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Knative: versions, whether it runs, feature flags, ingress, broker. */
final class KnativeChecks {

    private static final int MINOR = 22;
    private static final Pattern VERSION = Pattern.compile("v?1\\.(\\d+).*");
    private static final String SERVING = "knative-serving";
    private static final String EVENTING = "knative-eventing";

    private final Cluster cluster;
    private final List<DeclaredObject> objects;

    KnativeChecks(Cluster cluster, List<DeclaredObject> objects) {
        this.cluster = cluster;
        this.objects = objects;
    }

    Check serving() {
        return part("Knative Serving", "serving.knative.dev/v1", "Service", SERVING, "controller");
    }

    Check eventing() {
        return part("Knative Eventing", "eventing.knative.dev/v1", "Broker", EVENTING, "eventing-controller");
    }

    private Check part(String name, String apiVersion, String kind, String namespace, String controller) {
        if (!cluster.knows(apiVersion, kind)) {
            return Check.missing(
                    name, "not installed", TypeCheck.remedy(apiVersion.substring(0, apiVersion.indexOf('/'))));
        }
        Deployment deployment = cluster.client()
                .apps()
                .deployments()
                .inNamespace(namespace)
                .withName(controller)
                .get();
        if (deployment == null) {
            return Check.wrong(
                    name,
                    "its types are there, but no Deployment " + controller + " in namespace " + namespace,
                    "install it whole, or see where it runs");
        }
        String version = deployment.getMetadata().getLabels() == null
                ? ""
                : deployment.getMetadata().getLabels().getOrDefault("app.kubernetes.io/version", "");
        if (!isAvailable(deployment)) {
            return Check.wrong(
                    name,
                    version + ", but " + controller + " does not run",
                    "see kubectl describe deployment " + controller + " -n " + namespace);
        }
        Matcher minor = VERSION.matcher(version);
        if (!minor.matches()) {
            return Check.advice(name, "of an unknown version", "Millrace is made for 1." + MINOR);
        }
        return Integer.parseInt(minor.group(1)) < MINOR
                ? Check.advice(name, version, "update to 1." + MINOR + ", for which Millrace is made")
                : Check.fine(name, version);
    }

    private static boolean isAvailable(Deployment deployment) {
        return deployment.getStatus() != null
                && deployment.getStatus().getAvailableReplicas() != null
                && deployment.getStatus().getAvailableReplicas() > 0;
    }

    Check featureFlags() {
        String name = "feature flags";
        if (objects.isEmpty()) {
            return Check.advice(
                    name, "not looked at", "name the overlay with --overlay: which flags are needed depends on it");
        }
        Map<String, String> needed = FeatureFlags.needed(objects);
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        configuration(SERVING, "config-features").forEach(data::put);
        Map<String, String> missing = FeatureFlags.missing(needed, data);
        if (missing.isEmpty()) {
            return Check.fine(name, needed.isEmpty() ? "none needed" : String.join(", ", needed.keySet()));
        }
        List<String> off = new ArrayList<>();
        missing.forEach((flag, by) -> off.add(flag + " (for " + by + ")"));
        return Check.wrong(
                name,
                "off: " + String.join(", ", off),
                "set them to enabled in " + FeatureFlags.CONFIGURATION
                        + ", or deploy with --cluster-admin, which does");
    }

    Check ingress() {
        String name = "ingress of Knative";
        String ingress = configuration(SERVING, "config-network")
                .getOrDefault(
                        "ingress-class",
                        configuration(SERVING, "config-network").getOrDefault("ingress.class", ""));
        if (ingress.isEmpty()) {
            return Check.advice(
                    name,
                    "none chosen: Istio's is the default",
                    "where you have Kourier, set 'ingress-class: kourier.ingress.networking.knative.dev' in ConfigMap knative-serving/config-network");
        }
        return Check.fine(name, ingress);
    }

    Check tls() {
        String name = "TLS";
        Map<String, String> network = configuration(SERVING, "config-network");
        String external = network.getOrDefault("external-domain-tls", network.getOrDefault("auto-tls", "Disabled"));
        boolean manager = cluster.knows("cert-manager.io/v1", "Certificate");
        if (external.toLowerCase(Locale.ROOT).equals("enabled")) {
            return manager
                    ? Check.fine(name, "external-domain-tls is on, cert-manager is there")
                    : Check.wrong(
                            name,
                            "external-domain-tls is on, but there is no cert-manager",
                            TypeCheck.remedy("cert-manager.io"));
        }
        return Check.advice(
                name,
                "off: whoever listens on the way reads questions, answers and keys",
                (manager ? "" : "install cert-manager, then ")
                        + "set 'external-domain-tls: Enabled' in ConfigMap knative-serving/config-network, or end TLS before Knative");
    }

    Check brokerClass() {
        String name = "broker class";
        Optional<DeclaredObject> broker = objects.stream()
                .filter(object -> object.name().is("eventing.knative.dev", "Broker"))
                .findFirst();
        String wanted = broker.map(object -> object.content()
                        .at("/metadata/annotations/eventing.knative.dev~1broker.class")
                        .asText())
                .orElse("");
        String label = wanted.isEmpty() ? "the cluster's default" : wanted;
        String controller = wanted.equals("Kafka") ? "kafka-controller" : "mt-broker-controller";
        if (!wanted.isEmpty() && !wanted.equals("Kafka") && !wanted.equals("MTChannelBasedBroker")) {
            return Check.advice(name, label, "Millrace is made for Kafka and MTChannelBasedBroker");
        }
        Deployment deployment = cluster.client()
                .apps()
                .deployments()
                .inNamespace(EVENTING)
                .withName(controller)
                .get();
        if (deployment != null && isAvailable(deployment)) {
            return controller.equals("mt-broker-controller")
                    ? channel(name, label + ", served by " + controller)
                    : Check.fine(name, label + ", served by " + controller);
        }
        if (broker.isEmpty() || wanted.isEmpty()) {
            return Check.advice(
                    name,
                    label + "; " + controller + " does not run",
                    "see ConfigMap knative-eventing/config-br-defaults");
        }
        return deployment == null
                ? Check.missing(
                        name,
                        label + ", but nothing serves it",
                        wanted.equals("Kafka")
                                ? TypeCheck.remedy("bindings.knative.dev")
                                : "install the MT broker and a channel (https://knative.dev/docs/install/yaml-install/eventing)")
                : Check.wrong(
                        name,
                        label + ", but " + controller + " does not run",
                        "see kubectl describe deployment " + controller + " -n " + EVENTING);
    }

    /** The multi-tenant broker keeps events in a channel, which is installed by itself. */
    private Check channel(String name, String found) {
        String template =
                configuration(EVENTING, "config-br-default-channel").getOrDefault("channel-template-spec", "");
        String apiVersion = field(template, "apiVersion", "messaging.knative.dev/v1");
        String kind = field(template, "kind", "InMemoryChannel");
        if (!cluster.knows(apiVersion, kind)) {
            return Check.missing(
                    name,
                    found + ", but there is no " + kind + " of " + apiVersion + " for it",
                    "install that channel (https://knative.dev/docs/install/yaml-install/eventing), or name another in ConfigMap knative-eventing/config-br-default-channel");
        }
        if (!kind.equals("InMemoryChannel")) {
            return Check.fine(name, found + ", on " + kind);
        }
        Deployment dispatcher = cluster.client()
                .apps()
                .deployments()
                .inNamespace(EVENTING)
                .withName("imc-dispatcher")
                .get();
        return dispatcher != null && isAvailable(dispatcher)
                ? Check.fine(name, found + ", on " + kind)
                : Check.wrong(
                        name,
                        found + ", but imc-dispatcher of its " + kind + " does not run",
                        "see kubectl describe deployment imc-dispatcher -n " + EVENTING);
    }

    private static String field(String yaml, String key, String otherwise) {
        Matcher found =
                Pattern.compile("(?m)^\\s*" + key + ":\\s*\"?([\\w./-]+)").matcher(yaml);
        return found.find() ? found.group(1) : otherwise;
    }

    private Map<String, String> configuration(String namespace, String name) {
        ConfigMap map = cluster.client()
                .configMaps()
                .inNamespace(namespace)
                .withName(name)
                .get();
        return map == null || map.getData() == null ? Map.of() : map.getData();
    }
}
