/**
 * One node of Cassandra, until its standard input ends. Run from its compiled source, with Cassandra's jars, and {@code ThreadAwareSecurityManager} before them.
 */
final class CassandraNode {

    private CassandraNode() {}

    public static void main(String[] arguments) throws Exception {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                while (System.in.read() >= 0) {
                    // Whoever started it is there.
                }
            } catch (java.io.IOException e) {
                System.err.println("whoever started it is gone: " + e);
            }
            Runtime.getRuntime().halt(0);
        });
        Class.forName("org.apache.cassandra.service.CassandraDaemon")
                .getMethod("main", String[].class)
                .invoke(null, (Object) new String[0]);
    }
}
