package io.millrace.manifests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.knative.eventing.v1.Broker;
import io.fabric8.knative.eventing.v1.Trigger;
import io.fabric8.knative.serving.v1.Service;
import io.fabric8.knative.sources.v1.PingSource;
import io.fabric8.knative.sources.v1.SinkBinding;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Reads each object with its fabric8 model. The models keep unknown fields ({@code @JsonAnySetter}); here that is
 * switched off, so that one fails. What is read is written again and compared: a value that the model silently turned
 * into another type (a number for a string) is found that way. A kind without a model here is refused.
 */
final class StrictModels implements Rule {

    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.ofEntries(
            Map.entry("v1 ConfigMap", ConfigMap.class),
            Map.entry("v1 LimitRange", LimitRange.class),
            Map.entry("v1 ResourceQuota", ResourceQuota.class),
            Map.entry("v1 Secret", Secret.class),
            Map.entry("v1 ServiceAccount", ServiceAccount.class),
            Map.entry("apps/v1 StatefulSet", StatefulSet.class),
            Map.entry("batch/v1 CronJob", CronJob.class),
            Map.entry("rbac.authorization.k8s.io/v1 Role", Role.class),
            Map.entry("storage.k8s.io/v1 StorageClass", StorageClass.class),
            Map.entry("v1 Namespace", Namespace.class),
            Map.entry("v1 PersistentVolumeClaim", PersistentVolumeClaim.class),
            Map.entry("v1 Service", io.fabric8.kubernetes.api.model.Service.class),
            Map.entry("apps/v1 Deployment", Deployment.class),
            Map.entry("autoscaling/v2 HorizontalPodAutoscaler", HorizontalPodAutoscaler.class),
            Map.entry("batch/v1 Job", Job.class),
            Map.entry("networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class),
            Map.entry("policy/v1 PodDisruptionBudget", PodDisruptionBudget.class),
            Map.entry(Manifests.SERVING + " Service", Service.class),
            Map.entry(Manifests.EVENTING + " Broker", Broker.class),
            Map.entry(Manifests.EVENTING + " Trigger", Trigger.class),
            Map.entry(Manifests.SOURCES + " PingSource", PingSource.class),
            Map.entry(Manifests.SOURCES + " SinkBinding", SinkBinding.class));

    /** Kinds that fabric8's models here lack; {@link CrdSchemas} judges them. */
    private static final Set<String> BY_SCHEMA_ONLY = Set.of(
            "cert-manager.io/v1 Certificate",
            "eventing.knative.dev/v1alpha1 EventPolicy",
            "gateway.networking.k8s.io/v1 HTTPRoute",
            "keda.sh/v1alpha1 ScaledObject",
            "monitoring.coreos.com/v1 PodMonitor",
            "postgresql.cnpg.io/v1 Cluster",
            "postgresql.cnpg.io/v1 ScheduledBackup",
            "serving.knative.dev/v1beta1 DomainMapping",
            "monitoring.coreos.com/v1 PrometheusRule",
            "monitoring.coreos.com/v1 ServiceMonitor",
            "sinks.knative.dev/v1alpha1 JobSink");

    private static final JsonMapper STRICT = JsonMapper.builder()
            .annotationIntrospector(new WithoutAnySetter())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    @Override
    public List<Finding> check(Manifests manifests) {
        List<Finding> findings = new ArrayList<>();
        for (ObjectNode object : manifests.objects()) {
            read(object).ifPresent(message -> findings.add(new Finding(Manifests.label(object), message)));
        }
        return findings;
    }

    private static Optional<String> read(ObjectNode object) {
        String key =
                object.path("apiVersion").asText() + " " + object.path("kind").asText();
        if (BY_SCHEMA_ONLY.contains(key)) {
            return Optional.empty();
        }
        Class<? extends HasMetadata> model = KINDS.get(key);
        if (model == null) {
            return Optional.of("unknown kind '" + key + "': correct it, or add its model to StrictModels");
        }
        try {
            HasMetadata typed = STRICT.treeToValue(object, model);
            JsonNode original = STRICT.readTree(STRICT.writeValueAsString(object));
            JsonNode again = STRICT.readTree(STRICT.writeValueAsString(typed));
            return difference("", original, again);
        } catch (JsonProcessingException e) {
            return Optional.of(e.getOriginalMessage());
        }
    }

    /** The first place of {@code expected} that {@code actual} lacks or changes; what a model adds is its default. */
    private static Optional<String> difference(String path, JsonNode expected, JsonNode actual) {
        if (expected.equals(actual)) {
            return Optional.empty();
        }
        if (expected.isObject() && actual.isObject()) {
            return expected.properties().stream()
                    .flatMap(field ->
                            difference(path + "/" + field.getKey(), field.getValue(), actual.path(field.getKey()))
                                    .stream())
                    .findFirst();
        }
        if (expected.isArray() && actual.isArray() && expected.size() == actual.size()) {
            return IntStream.range(0, expected.size())
                    .boxed()
                    .flatMap(i -> difference(path + "/" + i, expected.get(i), actual.get(i)).stream())
                    .findFirst();
        }
        return Optional.of(path + " is " + expected + " but its model reads " + actual);
    }

    private static final class WithoutAnySetter extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public Boolean hasAnySetter(Annotated annotated) {
            return Boolean.FALSE;
        }
    }
}
