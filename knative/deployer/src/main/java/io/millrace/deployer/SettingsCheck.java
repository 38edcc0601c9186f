package io.millrace.deployer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The ConfigMaps that pods can't start without, before anything is applied: kubelet would wait for one that never comes, and the deployment with it. The usual cause is an overlay over another that says
 * no namespace: Kustomize puts a hash behind the names of ConfigMaps that it makes, and where a component's has no namespace and its pods have one, it does not tell the pods.
 */
final class SettingsCheck {

    private static final String HASH = "-[a-z0-9]{10}";

    private final Cluster cluster;
    private final Set<ObjectName> declared;

    /** @param objects with the namespaces that they go to */
    SettingsCheck(Cluster cluster, List<DeclaredObject> objects) {
        this.cluster = cluster;
        this.declared = objects.stream().map(DeclaredObject::name).collect(Collectors.toSet());
    }

    /** What of an object's pods names a ConfigMap that is neither declared nor there. */
    List<Refusal> refusals(DeclaredObject object) {
        List<Refusal> refusals = new ArrayList<>();
        for (PodTemplate template : PodTemplate.of(object)) {
            needed(template).distinct().forEach(name -> {
                ObjectName settings =
                        new ObjectName("v1", "ConfigMap", object.name().namespace(), name);
                if (!declared.contains(settings) && cluster.get(settings).isEmpty()) {
                    refusals.add(new Refusal(
                            object.name(),
                            template.path(),
                            "names " + settings + ", which is neither declared nor there",
                            remedy(settings)));
                }
            });
        }
        return refusals;
    }

    private static Stream<String> needed(PodTemplate template) {
        return Stream.of(
                        template.containers()
                                .flatMap(container -> Stream.concat(
                                        PodTemplate.list(container, "envFrom").map(from -> from.path("configMapRef")),
                                        PodTemplate.list(container, "env")
                                                .map(value -> value.at("/valueFrom/configMapKeyRef")))),
                        template.volumes()
                                .flatMap(volume -> Stream.concat(
                                        Stream.of(volume.path("configMap")),
                                        PodTemplate.list(volume.path("projected"), "sources")
                                                .map(source -> source.path("configMap")))))
                .flatMap(references -> references)
                .filter(reference -> reference.hasNonNull("name")
                        && !reference.path("optional").asBoolean())
                .map((JsonNode reference) -> reference.path("name").asText());
    }

    private String remedy(ObjectName missing) {
        Pattern made = Pattern.compile(Pattern.quote(missing.name()) + HASH);
        return declared.stream()
                .filter(name ->
                        name.is("", "ConfigMap") && made.matcher(name.name()).matches())
                .map(name -> "the overlay has it as " + name.name() + ": say 'namespace: " + missing.namespace()
                        + "' in its kustomization.yaml")
                .sorted()
                .findFirst()
                .orElse("declare it in the overlay, or make it before deploying");
    }
}
