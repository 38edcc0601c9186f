package io.millrace.deployer;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a healthy cluster's controllers make of objects. */
final class Controllers {

    /** More than any generation. */
    private static final long LATEST = 1_000_000;

    private Controllers() {}

    static ObjectNode settle(ObjectNode object) {
        ObjectName name = ObjectName.of(object);
        if (name.isKnative()) {
            return condition(object, "Ready", "True", "", "");
        }
        switch (name.groupKind()) {
            case "Deployment.apps", "StatefulSet.apps" ->
                pods(object, object.at("/spec/replicas").asInt(1));
            case "Job.batch" -> condition(object, "Complete", "True", "", "");
            case "Pod" ->
                object.putObject("status")
                        .putArray("containerStatuses")
                        .addObject()
                        .put("name", "none")
                        .put("restartCount", 0)
                        .put("ready", false)
                        .putObject("state")
                        .putObject("waiting")
                        .put("reason", "ErrImagePull");
            default -> {}
        }
        return object;
    }

    static ObjectNode pods(ObjectNode object, int ready) {
        object.putObject("status")
                .put("observedGeneration", LATEST)
                .put("replicas", ready)
                .put("readyReplicas", ready)
                .put("updatedReplicas", ready)
                .put("availableReplicas", ready);
        return object;
    }

    static ObjectNode condition(ObjectNode object, String type, String status, String reason, String message) {
        object.putObject("status")
                .put("observedGeneration", LATEST)
                .putArray("conditions")
                .addObject()
                .put("type", type)
                .put("status", status)
                .put("reason", reason)
                .put("message", message);
        return object;
    }
}
