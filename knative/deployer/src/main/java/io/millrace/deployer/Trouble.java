package io.millrace.deployer;

/**
 * What keeps an object from becoming ready.
 *
 * @param message what the cluster says
 * @param remedy what to do; empty where waiting is all
 * @param lasting whether waiting won't help
 */
record Trouble(String message, String remedy, boolean lasting) {

    static final String QUOTA = "raise the ResourceQuota of the namespace, or lower requests and limits in the overlay";
    static final String POD_SECURITY =
            "meet the Pod Security level that the namespace's label pod-security.kubernetes.io/enforce asks for";

    static Trouble waiting(String message) {
        return new Trouble(message, "", false);
    }

    @Override
    public String toString() {
        return remedy.isEmpty() ? message : message + ". Remedy: " + remedy;
    }
}
