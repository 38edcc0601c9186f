package io.millrace.deployer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Which feature flags of Knative Serving the Knative Services of an overlay need. The names are those of ConfigMap {@code config-features} in Serving 1.22
 * (knative.dev/docs/serving/configuration/feature-flags).
 */
final class FeatureFlags {

    /** Where they are kept. */
    static final ObjectName CONFIGURATION = new ObjectName("v1", "ConfigMap", "knative-serving", "config-features");

    private static final String PREFIX = "kubernetes.podspec-";
    private static final String CLAIM = PREFIX + "persistent-volume-claim";

    private static final Map<String, String> BY_FIELD = Map.ofEntries(
            Map.entry("affinity", PREFIX + "affinity"),
            Map.entry("topologySpreadConstraints", PREFIX + "topologyspreadconstraints"),
            Map.entry("dnsPolicy", PREFIX + "dnspolicy"),
            Map.entry("dnsConfig", PREFIX + "dnsconfig"),
            Map.entry("hostAliases", PREFIX + "hostaliases"),
            Map.entry("nodeSelector", PREFIX + "nodeselector"),
            Map.entry("tolerations", PREFIX + "tolerations"),
            Map.entry("runtimeClassName", PREFIX + "runtimeclassname"),
            Map.entry("securityContext", PREFIX + "securitycontext"),
            Map.entry("priorityClassName", PREFIX + "priorityclassname"),
            Map.entry("schedulerName", PREFIX + "schedulername"),
            Map.entry("initContainers", PREFIX + "init-containers"),
            Map.entry("shareProcessNamespace", PREFIX + "shareprocessnamespace"),
            Map.entry("hostIPC", PREFIX + "hostipc"),
            Map.entry("hostPID", PREFIX + "hostpid"),
            Map.entry("hostNetwork", PREFIX + "hostnetwork"),
            Map.entry("fieldRef", PREFIX + "fieldref"),
            Map.entry("resourceFieldRef", PREFIX + "fieldref"),
            Map.entry("persistentVolumeClaim", CLAIM),
            Map.entry("emptyDir", PREFIX + "volumes-emptydir"),
            Map.entry("hostPath", PREFIX + "volumes-hostpath"),
            Map.entry("csi", PREFIX + "volumes-csi"));

    private static final Set<String> ON_BY_DEFAULT = Set.of(PREFIX + "volumes-emptydir");
    private static final Pattern INDEX = Pattern.compile("\\[[^]]*]");

    private FeatureFlags() {}

    /** The flag that allows a field, by its path in a Knative Service; empty where none does. */
    static String flagFor(String path) {
        String[] names = INDEX.matcher(path).replaceAll("").split("\\.", -1);
        for (int i = names.length - 1; i >= 0; i--) {
            String flag = BY_FIELD.get(names[i]);
            if (flag != null) {
                return flag;
            }
        }
        return "";
    }

    /** The flags that are needed, each with the first object and field that needs it, as {@code Knative Service chunking: spec.…}. */
    static Map<String, String> needed(List<DeclaredObject> objects) {
        Map<String, String> needed = new TreeMap<>();
        for (DeclaredObject object : objects) {
            if (object.name().is("serving.knative.dev", "Service")) {
                needed(object.content().at("/spec/template/spec"), object.name() + ": spec.template.spec", needed);
            }
        }
        return needed;
    }

    private static void needed(JsonNode pod, String path, Map<String, String> needed) {
        for (String field : List.of(
                "affinity",
                "topologySpreadConstraints",
                "dnsPolicy",
                "dnsConfig",
                "hostAliases",
                "nodeSelector",
                "tolerations",
                "runtimeClassName",
                "securityContext",
                "priorityClassName",
                "schedulerName",
                "initContainers",
                "shareProcessNamespace",
                "hostIPC",
                "hostPID",
                "hostNetwork")) {
            if (pod.has(field)) {
                needed.putIfAbsent(BY_FIELD.get(field), path + "." + field);
            }
        }
        for (JsonNode volume : pod.path("volumes")) {
            String at = path + ".volumes[" + volume.path("name").asText() + "].";
            for (String kind : List.of("persistentVolumeClaim", "emptyDir", "hostPath", "csi")) {
                if (volume.has(kind)) {
                    needed.putIfAbsent(BY_FIELD.get(kind), at + kind);
                }
            }
            if (volume.has("persistentVolumeClaim")
                    && !volume.at("/persistentVolumeClaim/readOnly").asBoolean()) {
                needed.putIfAbsent(PREFIX + "persistent-volume-write", at + "persistentVolumeClaim.readOnly");
            }
        }
        for (String list : List.of("initContainers", "containers")) {
            for (JsonNode container : pod.path(list)) {
                String at = path + "." + list + "[" + container.path("name").asText() + "].env";
                for (JsonNode variable : container.path("env")) {
                    JsonNode from = variable.path("valueFrom");
                    if (from.has("fieldRef") || from.has("resourceFieldRef")) {
                        needed.putIfAbsent(
                                PREFIX + "fieldref",
                                at + "[" + variable.path("name").asText() + "]");
                    }
                }
            }
        }
    }

    /** Those of the needed flags that are off, by the ConfigMap's data. */
    static Map<String, String> missing(Map<String, String> needed, JsonNode data) {
        Map<String, String> missing = new LinkedHashMap<>();
        needed.forEach((flag, by) -> {
            if (!isOn(flag, data.path(flag).asText().toLowerCase(Locale.ROOT).strip())) {
                missing.put(flag, by);
            }
        });
        return missing;
    }

    /** A claim's flag takes effect by {@code enabled} only; {@code allowed} is enough for the others. */
    private static boolean isOn(String flag, String value) {
        return switch (value) {
            case "enabled" -> true;
            case "allowed" -> !flag.equals(CLAIM);
            case "" -> ON_BY_DEFAULT.contains(flag);
            default -> false;
        };
    }

    /** What sets these flags, and no other, when it is applied. */
    static ObjectNode configuration(Set<String> flags) {
        ObjectNode map = JsonNodeFactory.instance.objectNode();
        map.put("apiVersion", CONFIGURATION.apiVersion());
        map.put("kind", CONFIGURATION.kind());
        map.putObject("metadata").put("name", CONFIGURATION.name()).put("namespace", CONFIGURATION.namespace());
        ObjectNode data = map.putObject("data");
        flags.stream().sorted().forEach(flag -> data.put(flag, "enabled"));
        return map;
    }

    /**
     * Who set them, to the server: one name for each deployment, so that a flag stays as long as one of several needs it, and goes with the last.
     */
    static String manager(String namespace) {
        return Conflict.US + "." + namespace;
    }
}
