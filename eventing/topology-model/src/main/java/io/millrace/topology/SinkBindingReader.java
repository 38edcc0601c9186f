package io.millrace.topology;

import io.fabric8.knative.pkg.tracker.Reference;
import io.fabric8.knative.sources.v1.SinkBinding;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a SinkBinding: its subject must be one Knative Service, its sink the Broker, its namespace the Broker's where it says one. */
final class SinkBindingReader {

    private SinkBindingReader() {}

    static Optional<SinkBindingSpec> read(SinkBinding binding, BrokerSpec broker, Findings findings) {
        io.fabric8.knative.sources.v1.@Nullable SinkBindingSpec spec = binding.getSpec();
        if (spec == null) {
            findings.add("spec", "is missing.", "Say subject and sink.");
            return Optional.empty();
        }
        Optional<ObjectMeta> metadata = Optional.ofNullable(binding.getMetadata());
        Optional<String> name = metadata.map(ObjectMeta::getName);
        if (name.isEmpty()) {
            findings.add("metadata.name", "is missing.", "Name the object.");
        }
        metadata.map(ObjectMeta::getNamespace)
                .ifPresent(namespace -> checkNamespace(namespace, "metadata.namespace", broker, findings));
        findings.refuse("spec.ceOverrides", spec.getCeOverrides() != null, "no function reads K_CE_OVERRIDES");
        Optional<String> service = service(spec.getSubject(), findings);
        Optional<Destination> sink = DestinationReader.read(spec.getSink(), "spec.sink", broker.namespace(), findings);
        sink.ifPresent(s -> checkSink(s, broker, findings));
        return name.isEmpty() || service.isEmpty() || sink.isEmpty()
                ? Optional.empty()
                : Optional.of(new SinkBindingSpec(name.get(), service.get(), sink.get(), findings.file()));
    }

    private static Optional<String> service(@Nullable Reference subject, Findings findings) {
        if (subject == null || subject.getName() == null) {
            findings.add("spec.subject", "names no object.", "Say apiVersion, kind and name of a Knative Service.");
            return Optional.empty();
        }
        findings.refuse("spec.subject.selector", subject.getSelector() != null, "a binding is for one function");
        if (!Objects.toString(subject.getApiVersion(), "").startsWith("serving.knative.dev/")
                || !"Service".equals(subject.getKind())) {
            findings.add(
                    "spec.subject",
                    "'" + subject.getApiVersion() + " " + subject.getKind() + "' is no Knative Service.",
                    "Use serving.knative.dev/v1 Service.");
            return Optional.empty();
        }
        return Optional.of(subject.getName());
    }

    private static void checkSink(Destination sink, BrokerSpec broker, Findings findings) {
        if (sink instanceof Destination.Ref ref
                && ref.kind().equals("Broker")
                && ref.name().equals(broker.name())) {
            checkNamespace(ref.namespace(), "spec.sink.ref.namespace", broker, findings);
        } else {
            findings.add("spec.sink", sink + " is not the Broker.", "Send to Broker '" + broker.name() + "'.");
        }
    }

    private static void checkNamespace(String namespace, String path, BrokerSpec broker, Findings findings) {
        if (!namespace.equals(broker.namespace())) {
            findings.add(path, "'" + namespace + "' is not the Broker's.", "Use '" + broker.namespace() + "'.");
        }
    }
}
