package io.millrace.deployer;

/**
 * Why the cluster does not take an object.
 *
 * @param field empty where the object as a whole is meant
 * @param remedy what to do
 */
public record Refusal(ObjectName object, String field, String message, String remedy) {

    @Override
    public String toString() {
        return object + ": " + (field.isEmpty() ? "" : field + ": ") + message + ". Remedy: " + remedy;
    }

    /** Without the object. */
    String reason() {
        return (field.isEmpty() ? "" : field + ": ") + message + ". Remedy: " + remedy;
    }
}
