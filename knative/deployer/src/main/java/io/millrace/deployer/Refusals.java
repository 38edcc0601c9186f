package io.millrace.deployer;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an answer of the API server means: which field, and what to do. The texts are those of Kubernetes 1.34 and Knative 1.22. */
final class Refusals {

    private static final Pattern UNKNOWN_FIELD =
            Pattern.compile("unknown field \"([^\"]+)\"|\\.([^\\s:]+): field not declared in schema");
    private static final Pattern WEBHOOK = Pattern.compile("admission webhook \"([^\"]+)\" denied the request: (.*)");
    private static final Pattern NO_WEBHOOK = Pattern.compile("failed calling webhook \"([^\"]+)\": (.*)");
    private static final Pattern FEATURE = Pattern.compile("must not set the field\\(s\\): ([^\\s,]+)");
    private static final Pattern CONTENT_TYPE_END = Pattern.compile("^[^:]*: (?=.)");

    private Refusals() {}

    static List<Refusal> of(ObjectName object, KubernetesClientException failure) {
        Status status = failure.getStatus();
        String message = message(failure);
        String lower = message.toLowerCase(Locale.ROOT);
        if (failure.getCode() <= 0) {
            return one(
                    object, "", "no answer: " + message, "see whether the cluster is up (kubectl get --raw /readyz)");
        }
        Matcher broken = NO_WEBHOOK.matcher(message);
        if (broken.find()) {
            return one(
                    object,
                    "",
                    "the admission webhook " + broken.group(1) + " does not answer: " + broken.group(2),
                    "see whether the pods behind it run (kubectl get pods -A | grep webhook), then deploy again");
        }
        if (lower.contains("exceeded quota")) {
            return one(object, "", message, Trouble.QUOTA);
        }
        if (lower.contains("violates podsecurity")) {
            return one(object, "", message, Trouble.POD_SECURITY);
        }
        if (lower.contains("because it is being terminated")) {
            return one(object, "", message, "wait until the namespace is gone, then deploy again");
        }
        Matcher denied = WEBHOOK.matcher(message);
        if (denied.find()) {
            return one(
                    object,
                    fieldIn(denied.group(2)),
                    "denied by " + denied.group(1) + ": " + denied.group(2),
                    forDenial(denied.group(2)));
        }
        Matcher unknown = UNKNOWN_FIELD.matcher(message);
        if (unknown.find()) {
            return one(
                    object,
                    unknown.group(1) == null ? unknown.group(2) : unknown.group(1),
                    "the cluster knows no such field",
                    "correct the overlay, or update what serves " + object.apiVersion()
                            + " (Kubernetes or its operator)");
        }
        return byCode(object, failure.getCode(), status, message);
    }

    private static List<Refusal> byCode(ObjectName object, int code, Status status, String message) {
        return switch (code) {
            case 401 ->
                one(object, "", "the cluster does not know you: " + message, "log in again (kubectl auth whoami)");
            case 403 ->
                one(
                        object,
                        "",
                        message,
                        "have someone grant it, or deploy as one who may (kubectl auth can-i patch "
                                + object.kind().toLowerCase(Locale.ROOT) + ")");
            case 404 -> one(object, "", message, "see whether its namespace is there, then deploy again");
            case 409 -> one(object, "", message, "deploy again");
            case 422 -> invalid(object, status, message);
            default -> one(object, "", message, "correct the overlay, then deploy again");
        };
    }

    private static List<Refusal> invalid(ObjectName object, Status status, String message) {
        List<Refusal> found = new ArrayList<>();
        if (status != null && status.getDetails() != null) {
            for (StatusCause cause : status.getDetails().getCauses()) {
                boolean immutable = isImmutable(String.valueOf(cause.getMessage()));
                found.add(new Refusal(
                        object,
                        cause.getField() == null ? "" : cause.getField(),
                        firstLine(String.valueOf(cause.getMessage())),
                        immutable ? forImmutable(object) : "correct the field in the overlay"));
            }
        }
        if (found.isEmpty()) {
            return one(object, "", message, isImmutable(message) ? forImmutable(object) : "correct the overlay");
        }
        return found;
    }

    /** Whether it could be done by removing the object and making it anew. */
    static boolean isImmutable(String message) {
        return message.contains("immutable") || message.contains("updates to statefulset spec for fields other than");
    }

    private static String forImmutable(ObjectName object) {
        if (Data.goesWith(object)) {
            return "this field can't be changed: keep its value, or declare another object under another name and move the data";
        }
        return "this field can't be changed: keep its value, or remove the object (kubectl delete "
                + object.kind().toLowerCase(Locale.ROOT) + " " + object.name()
                + (object.namespace().isEmpty() ? "" : " -n " + object.namespace())
                + (object.kind().equals("StatefulSet") ? " --cascade=orphan keeps its pods" : "")
                + ") and deploy again";
    }

    private static String forDenial(String message) {
        Matcher feature = FEATURE.matcher(message);
        if (feature.find()) {
            String flag = FeatureFlags.flagFor(feature.group(1));
            return flag.isEmpty()
                    ? "take the field out of the overlay: Knative allows it nowhere"
                    : "set '" + flag
                            + ": enabled' in ConfigMap knative-serving/config-features, which --cluster-admin does";
        }
        return "correct the overlay, or ask those who run that webhook";
    }

    private static String fieldIn(String message) {
        Matcher feature = FEATURE.matcher(message);
        if (feature.find()) {
            return feature.group(1);
        }
        int colon = message.lastIndexOf(": ");
        String last = colon < 0 ? "" : message.substring(colon + 2).strip();
        return last.startsWith("spec.") || last.startsWith("metadata.") ? last.split("[\\s,]", 2)[0] : "";
    }

    private static String message(KubernetesClientException failure) {
        Status status = failure.getStatus();
        String message = status == null || status.getMessage() == null ? failure.getMessage() : status.getMessage();
        if (message == null) {
            return failure.getClass().getSimpleName();
        }
        String first = message.strip();
        if (failure.getCode() <= 0 && failure.getCause() != null) {
            return CONTENT_TYPE_END
                    .matcher(String.valueOf(failure.getCause().getMessage()))
                    .replaceFirst("");
        }
        return first;
    }

    /** Some go on with a comparison over many lines. */
    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("").strip();
    }

    private static List<Refusal> one(ObjectName object, String field, String message, String remedy) {
        String line = firstLine(message);
        String text = line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
        return List.of(new Refusal(object, field, text, remedy));
    }
}
