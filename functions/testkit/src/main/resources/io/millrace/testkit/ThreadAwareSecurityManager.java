package org.apache.cassandra.security;

/**
 * In the place of Cassandra's own, which keeps functions that users write in Java from what they must not do by a security manager. Java has none any more since 24, and without this
 * Cassandra does not start there. The tests write no functions.
 */
public final class ThreadAwareSecurityManager {

    private ThreadAwareSecurityManager() {}

    public static void install() {}
}
