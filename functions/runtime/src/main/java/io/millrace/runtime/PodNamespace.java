package io.millrace.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * In which namespace of a cluster this process runs, by what kubelet writes into {@code /etc/resolv.conf}: the names that it searches begin with the pod's own
 * namespace ("DNS for Services and Pods", Kubernetes). Functions have no service-account token, which would say it too, and a field of the pod as a variable is a
 * feature that Knative has off.
 *
 * @param name of the namespace
 * @param domain of the cluster's Services: {@code svc.cluster.local}
 */
public record PodNamespace(String name, String domain) {

    /** Where nothing says it: as the manifests have it. */
    private static final PodNamespace USUAL = new PodNamespace("millrace", "svc.cluster.local");

    private static final Pattern SEARCHED =
            Pattern.compile("([a-z0-9]([-a-z0-9]*[a-z0-9])?)\\.(svc\\.[-.a-z0-9]*[a-z0-9])\\.?");

    /** Of this process; outside of a cluster the usual one. */
    public static PodNamespace current() {
        try {
            return of(Files.readString(Path.of("/etc/resolv.conf"), StandardCharsets.UTF_8));
        } catch (IOException _) {
            return USUAL;
        }
    }

    /** By the text of a {@code resolv.conf} (resolv.conf(5)): the last line {@code search} counts. */
    static PodNamespace of(String resolverSettings) {
        PodNamespace found = USUAL;
        for (String line : resolverSettings.lines().toList()) {
            String[] words = line.strip().split("\\s+", -1);
            if (words[0].equals("search")) {
                found = Arrays.stream(words)
                        .skip(1)
                        .map(SEARCHED::matcher)
                        .filter(Matcher::matches)
                        .map(matched -> new PodNamespace(matched.group(1), matched.group(3)))
                        .findFirst()
                        .orElse(USUAL);
            }
        }
        return found;
    }

    /** Where a Service of this namespace is, without a slash at the end: by its whole name, the only one that every ingress of Knative knows. */
    public String url(String service) {
        return "http://" + service + "." + name + "." + domain;
    }

    /** A regular expression for addresses of Services in this namespace, and of no other host. */
    public String services() {
        return "https?://[a-z0-9-]+\\." + Pattern.quote(name) + "\\.svc("
                + Pattern.quote(domain.substring("svc".length())) + ")?(:\\d+)?(/.*)?";
    }
}
