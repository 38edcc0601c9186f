package io.millrace.deployer;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Which object of a cluster.
 *
 * @param apiVersion such as {@code apps/v1}; the core group has no slash
 * @param namespace empty for what belongs to none
 */
public record ObjectName(String apiVersion, String kind, String namespace, String name) {

    public ObjectName {
        if (apiVersion.isBlank() || kind.isBlank() || name.isBlank()) {
            throw new IllegalArgumentException("an object has apiVersion, kind and metadata.name, but this one is '"
                    + apiVersion + "', '" + kind + "', '" + name + "'");
        }
    }

    static ObjectName of(JsonNode content) {
        return new ObjectName(
                content.path("apiVersion").asText(),
                content.path("kind").asText(),
                content.at("/metadata/namespace").asText(),
                content.at("/metadata/name").asText());
    }

    /** Empty for the core group. */
    String group() {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }

    /** As an ApplySet names it: {@code Deployment.apps}, {@code ConfigMap}. */
    String groupKind() {
        return group().isEmpty() ? kind : kind + "." + group();
    }

    boolean is(String group, String otherKind) {
        return kind.equals(otherKind) && group().equals(group);
    }

    boolean isKnative() {
        return group().endsWith(".knative.dev");
    }

    ObjectName in(String otherNamespace) {
        return new ObjectName(apiVersion, kind, otherNamespace, name);
    }

    /** The kind as people say it; two groups have a Service. */
    String spokenKind() {
        return is("serving.knative.dev", "Service") ? "Knative Service" : kind;
    }

    @Override
    public String toString() {
        return spokenKind() + " " + (namespace.isEmpty() ? name : namespace + "/" + name);
    }
}
