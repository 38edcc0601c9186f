package io.millrace.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Whatever one object names in another is rendered with it: brokers, subscribers, sinks, subjects, volumes, settings. */
final class References implements Rule {

    @Override
    public List<Finding> check(Manifests manifests) {
        List<Finding> findings = new ArrayList<>();
        manifests.all(Manifests.EVENTING, "Trigger").forEach(trigger -> {
            String broker = trigger.at("/spec/broker").asText();
            if (manifests.find(Manifests.EVENTING, "Broker", broker).isEmpty()) {
                findings.add(new Finding(Manifests.label(trigger), "spec.broker names no Broker: '" + broker + "'"));
            }
            required(manifests, trigger, "/spec/subscriber/ref", findings);
            optional(manifests, trigger, "/spec/delivery/deadLetterSink/ref", findings);
        });
        manifests
                .all(Manifests.EVENTING, "Broker")
                .forEach(broker -> optional(manifests, broker, "/spec/delivery/deadLetterSink/ref", findings));
        manifests
                .all(Manifests.SOURCES, "PingSource")
                .forEach(source -> required(manifests, source, "/spec/sink/ref", findings));
        manifests.all(Manifests.SOURCES, "SinkBinding").forEach(binding -> {
            subject(manifests, binding, findings);
            required(manifests, binding, "/spec/sink/ref", findings);
        });
        manifests
                .all("serving.knative.dev/v1beta1", "DomainMapping")
                .forEach(mapping -> required(manifests, mapping, "/spec/ref", findings));
        manifests.pods().forEach(pod -> findings.addAll(settingsAndVolumes(manifests, pod)));
        manifests.pods().forEach(pod -> checkAccount(manifests, pod, findings));
        manifests.all("v1", "Service").forEach(service -> checkSelector(manifests, service, findings));
        return findings;
    }

    /** By its name, or by labels that one at least has. Where Knative binds by inclusion, it looks for a label of its own on the namespace and on the subject. */
    private static void subject(Manifests manifests, JsonNode binding, List<Finding> findings) {
        JsonNode subject = binding.at("/spec/subject");
        JsonNode labels = subject.at("/selector/matchLabels");
        List<ObjectNode> meant = manifests
                .all(subject.path("apiVersion").asText(), subject.path("kind").asText())
                .filter(object -> labels.isEmpty()
                        ? Manifests.name(object).equals(subject.path("name").asText())
                        : Labels.match(labels, object.at("/metadata/labels")))
                .toList();
        if (meant.isEmpty()) {
            findings.add(new Finding(
                    Manifests.label(binding),
                    "/spec/subject names nothing that is rendered: "
                            + subject.path("kind").asText() + " '"
                            + subject.path("name").asText() + "' " + labels));
        }
        meant.stream()
                .filter(object -> !object.at("/metadata/labels")
                        .path("bindings.knative.dev/include")
                        .asText()
                        .equals("true"))
                .forEach(object -> findings.add(new Finding(
                        Manifests.label(object),
                        "it is bound, and lacks the label bindings.knative.dev/include: \"true\"")));
    }

    private static void optional(Manifests manifests, JsonNode object, String pointer, List<Finding> findings) {
        if (!object.at(pointer).isMissingNode()) {
            required(manifests, object, pointer, findings);
        }
    }

    private static void required(Manifests manifests, JsonNode object, String pointer, List<Finding> findings) {
        JsonNode ref = object.at(pointer);
        String apiVersion = ref.path("apiVersion").asText();
        String kind = ref.path("kind").asText();
        String name = ref.path("name").asText();
        if (manifests.find(apiVersion, kind, name).isEmpty()) {
            findings.add(new Finding(
                    Manifests.label(object),
                    pointer + " names nothing that is rendered: " + apiVersion + " " + kind + " '" + name + "'"));
        }
    }

    private static List<Finding> settingsAndVolumes(Manifests manifests, Pod pod) {
        List<Finding> findings = new ArrayList<>();
        pod.containers().stream()
                .flatMap(container -> Pod.items(container.path("envFrom")))
                .flatMap(source -> Stream.ofNullable(source.get("configMapRef")))
                .filter(ref -> !ref.path("optional").asBoolean())
                .map(ref -> ref.path("name").asText())
                .filter(name -> manifests.find("v1", "ConfigMap", name).isEmpty())
                .forEach(name -> findings.add(pod.finding("envFrom names no ConfigMap: '" + name + "'")));
        Pod.items(pod.spec().path("volumes"))
                .flatMap(volume -> Stream.ofNullable(volume.get("configMap")))
                .filter(source -> !source.path("optional").asBoolean())
                .map(source -> source.path("name").asText())
                .filter(name -> manifests.find("v1", "ConfigMap", name).isEmpty())
                .forEach(name -> findings.add(pod.finding("a volume names no ConfigMap: '" + name + "'")));
        Pod.items(pod.spec().path("volumes"))
                .flatMap(volume -> Stream.ofNullable(volume.get("persistentVolumeClaim")))
                .map(claim -> claim.path("claimName").asText())
                .filter(name ->
                        manifests.find("v1", "PersistentVolumeClaim", name).isEmpty())
                .forEach(name -> findings.add(pod.finding("claimName names no claim: '" + name + "'")));
        List<String> volumes = Stream.concat(
                        Pod.items(pod.spec().path("volumes")).map(volume -> volume.path("name")),
                        Pod.items(pod.owner().at("/spec/volumeClaimTemplates"))
                                .map(claim -> claim.at("/metadata/name")))
                .map(JsonNode::asText)
                .toList();
        pod.containers().stream()
                .flatMap(container -> Pod.items(container.path("volumeMounts")))
                .map(mount -> mount.path("name").asText())
                .filter(name -> !volumes.contains(name))
                .forEach(name -> findings.add(pod.finding("volumeMounts names no volume: '" + name + "'")));
        return findings;
    }

    private static void checkAccount(Manifests manifests, Pod pod, List<Finding> findings) {
        String name = pod.spec().path("serviceAccountName").asText("default");
        if (!name.equals("default")
                && manifests.find("v1", "ServiceAccount", name).isEmpty()) {
            findings.add(pod.finding("serviceAccountName names no ServiceAccount: '" + name + "'"));
        }
    }

    private static void checkSelector(Manifests manifests, JsonNode service, List<Finding> findings) {
        boolean found = manifests
                .pods()
                .filter(pod -> !pod.isFunction() && !pod.isJob())
                .map(Pod::labels)
                .anyMatch(labels -> service.at("/spec/selector").properties().stream()
                        .allMatch(wanted -> wanted.getValue().equals(labels.path(wanted.getKey()))));
        if (!found) {
            findings.add(new Finding(
                    Manifests.label(service), "spec.selector matches the pods of no Deployment or StatefulSet"));
        }
    }
}
