package io.millrace.deployer;

import java.util.Locale;

/** What the words of a status or an event mean, and what to do. */
final class StatusWords {

    private StatusWords() {}

    static Trouble trouble(ObjectName name, String words) {
        String lower = words.toLowerCase(Locale.ROOT);
        if (lower.contains("exceeded quota")) {
            return new Trouble(words, Trouble.QUOTA, true);
        }
        if (lower.contains("violates podsecurity")) {
            return new Trouble(words, Trouble.POD_SECURITY, true);
        }
        if (lower.contains("serviceaccount") && lower.contains("not found")) {
            return new Trouble(words, "make the ServiceAccount, or name another in the overlay", true);
        }
        if (lower.contains("unable to fetch image") || lower.contains("failed to resolve image to digest")) {
            return new Trouble(
                    words,
                    "name a registry that the cluster reaches, or an image of dev.local, whose tag Knative does not look up",
                    true);
        }
        if (name.is("eventing.knative.dev", "Broker") && lower.contains("has not seen it")) {
            return new Trouble(
                    words,
                    "install the broker of the class that annotation eventing.knative.dev/broker.class names, or name another (millrace doctor)",
                    false);
        }
        if (lower.contains("eventpoliciesnotready")) {
            return new Trouble(
                    words,
                    "if it stays so, the policy waits for a sender's identity, and that for the policy: kubectl delete eventpolicy -n "
                            + name.namespace() + " -l app.kubernetes.io/part-of=millrace, then deploy again",
                    false);
        }
        if (name.isKnative() && lower.contains("has not seen it")) {
            return new Trouble(words, "see whether Knative's controllers run (millrace doctor)", false);
        }
        if (lower.contains("progressdeadlineexceeded")) {
            return new Trouble(
                    words, "see kubectl describe " + kind(name) + " " + name.name() + " -n " + name.namespace(), false);
        }
        if (name.is("batch", "Job") && lower.startsWith("failed")) {
            return new Trouble(words, "see kubectl logs -n " + name.namespace() + " job/" + name.name(), true);
        }
        return Trouble.waiting(words);
    }

    private static String kind(ObjectName name) {
        return name.kind().toLowerCase(Locale.ROOT);
    }
}
