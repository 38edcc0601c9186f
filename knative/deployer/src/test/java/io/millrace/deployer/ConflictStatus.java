package io.millrace.deployer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The answer of a Kubernetes 1.34 to an apply that would change what someone else owns. */
final class ConflictStatus {

    private ConflictStatus() {}

    static List<String> causes(
            String manager, Map<String, JsonNode> fields, ObjectNode before, Map<String, Set<String>> owners) {
        List<String> found = new ArrayList<>();
        owners.forEach((other, owned) -> {
            if (!other.equals(manager)) {
                fields.forEach((field, value) -> {
                    if (owned.contains(field) && !before.at(field).equals(value)) {
                        found.add("{\"reason\": \"FieldManagerConflict\", \"message\": \"conflict with \\\"" + other
                                + "\\\" using apps/v1\", \"field\": \"" + field.replace('/', '.') + "\"}");
                    }
                });
            }
        });
        return found;
    }

    static String of(List<String> causes) {
        return """
                {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "Conflict", "code": 409,
                 "message": "Apply failed with %d conflict", "details": {"causes": [%s]}}""".formatted(causes.size(), String.join(", ", causes));
    }
}
