package io.millrace.topology;

import io.fabric8.knative.duck.v1.KReference;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads Knative's {@code duck.v1.Destination}. */
final class DestinationReader {

    private DestinationReader() {}

    static Optional<Destination> read(
            io.fabric8.knative.duck.v1.@Nullable Destination destination,
            String path,
            String namespace,
            Findings findings) {
        if (destination == null || (destination.getRef() == null && destination.getUri() == null)) {
            findings.add(path, "names no destination.", "Give a ref or a uri.");
            return Optional.empty();
        }
        findings.refuse(path + ".CACerts", destination.getCACerts() != null, "the local broker speaks plain HTTP");
        findings.refuse(path + ".audience", destination.getAudience() != null, "the local broker has no OIDC");
        try {
            URI uri = new URI(Objects.requireNonNullElse(destination.getUri(), ""));
            return destination.getRef() == null
                    ? Optional.of(new Destination.Address(uri))
                    : ref(destination.getRef(), uri, path + ".ref", namespace, findings);
        } catch (java.net.URISyntaxException | IllegalArgumentException e) {
            findings.add(path + ".uri", "is not usable: " + e.getMessage() + ".", "Write an absolute http URI.");
            return Optional.empty();
        }
    }

    private static Optional<Destination> ref(
            KReference ref, URI uri, String path, String namespace, Findings findings) {
        findings.refuse(path + ".group", ref.getGroup() != null, "give apiVersion");
        findings.refuse(path + ".address", ref.getAddress() != null, "an object has one address here");
        if (uri.isAbsolute()) {
            findings.add(path, "is given together with an absolute uri.", "Keep one of the two.");
            return Optional.empty();
        }
        if (ref.getApiVersion() == null || ref.getKind() == null || ref.getName() == null) {
            findings.add(path, "is incomplete.", "Say apiVersion, kind and name.");
            return Optional.empty();
        }
        return Optional.of(new Destination.Ref(
                ref.getApiVersion(),
                ref.getKind(),
                Objects.requireNonNullElse(ref.getNamespace(), namespace),
                ref.getName(),
                uri.toString()));
    }
}
