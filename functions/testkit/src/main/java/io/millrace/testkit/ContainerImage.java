package io.millrace.testkit;

import java.util.List;
import java.util.Map;

/**
 * An image that tests run in a container. All are named here, each of the version that the tests run without containers, as far as they do.
 *
 * @param image name and tag
 * @param inside where it listens within the container; 0 where it listens as {@link #PORT} says
 * @param ready what it writes when it answers, a regular expression of a line
 * @param times how often it has written that then
 * @param environment variables, so that it answers those who have no password, or the one that the tests know
 * @param arguments in place of those of the image; empty for those
 */
record ContainerImage(
        String image, int inside, String ready, int times, Map<String, String> environment, List<String> arguments) {

    /** Stands for the host's port among the arguments of an image that is to listen at the same. */
    private static final String PORT = "PORT";

    static final ContainerImage POSTGRESQL = new ContainerImage(
            "pgvector/pgvector:0.8.1-pg18",
            5432,
            // Once while the image makes the database, once for good.
            ".*database system is ready to accept connections.*",
            2,
            Map.of("POSTGRES_HOST_AUTH_METHOD", "trust"),
            List.of(
                    "postgres",
                    "-cfsync=off",
                    "-cfull_page_writes=off",
                    "-csynchronous_commit=off",
                    "-cshared_buffers=256MB",
                    "-cmax_wal_size=2GB",
                    "-cwal_level=logical"));

    static final ContainerImage OPENSEARCH = new ContainerImage(
            "opensearchproject/opensearch:2.19.0",
            9200,
            ".*o\\.o\\.n\\.Node.*\\] started.*",
            1,
            Map.of(
                    "discovery.type",
                    "single-node",
                    "DISABLE_SECURITY_PLUGIN",
                    "true",
                    "DISABLE_INSTALL_DEMO_CONFIG",
                    "true",
                    "OPENSEARCH_JAVA_OPTS",
                    "-Xms512m -Xmx512m",
                    "cluster.routing.allocation.disk.threshold_enabled",
                    "false"),
            List.of());

    static final ContainerImage REDIS = new ContainerImage(
            "redis:7.0",
            6379,
            ".*Ready to accept connections.*",
            1,
            Map.of(),
            List.of("redis-server", "--save", "", "--appendonly", "no"));

    /** A replica set once {@link MongodbServer} has told it so. Its members and its clients must know it by the same address. */
    static final ContainerImage MONGODB = new ContainerImage(
            "mongo:8.0",
            0,
            ".*[Ww]aiting for connections.*",
            1,
            Map.of(),
            List.of("mongod", "--replSet", "rs0", "--bind_ip_all", "--port", PORT));

    static final ContainerImage MARIADB = new ContainerImage(
            "mariadb:10.11",
            3306,
            // While the image makes the database the port is 0.
            ".*socket.*port: 3306 .*",
            1,
            Map.of("MARIADB_ALLOW_EMPTY_ROOT_PASSWORD", "true"),
            List.of(
                    "--server-id=1",
                    "--log-bin",
                    "--binlog-format=ROW",
                    "--binlog-row-image=FULL",
                    "--max-allowed-packet=128M",
                    "--skip-name-resolve"));

    static final ContainerImage MYSQL = new ContainerImage(
            "mysql:8.4",
            3306,
            ".*socket.*port: 3306 .*",
            1,
            Map.of("MYSQL_ALLOW_EMPTY_PASSWORD", "true"),
            List.of("--server-id=1", "--max-allowed-packet=128M", "--skip-name-resolve"));

    /** No variable of the image's says who may log in. */
    static final ContainerImage CASSANDRA = new ContainerImage(
            "cassandra:5.0",
            9042,
            ".*Starting listening for CQL clients.*",
            1,
            Map.of("MAX_HEAP_SIZE", "512M", "HEAP_NEWSIZE", "128M"),
            List.of(
                    "sh",
                    "-c",
                    "sed -i -e s/AllowAllAuthenticator/PasswordAuthenticator/ -e s/AllowAllAuthorizer/CassandraAuthorizer/ /etc/cassandra/cassandra.yaml"
                            + " && exec docker-entrypoint.sh cassandra -f"));

    static final ContainerImage MINIO = new ContainerImage(
            "minio/minio:RELEASE.2025-09-07T16-13-09Z",
            9000,
            ".*API: http.*",
            1,
            Map.of("MINIO_ROOT_USER", S3Server.ACCESS_KEY, "MINIO_ROOT_PASSWORD", S3Server.SECRET_KEY),
            List.of("server", "/data"));

    ContainerImage {
        environment = Map.copyOf(environment);
        arguments = List.copyOf(arguments);
    }

    /** The port within the container that {@code host}, one of the host's, leads to. */
    int port(int host) {
        return inside == 0 ? host : inside;
    }

    List<String> arguments(int host) {
        return arguments.stream()
                .map(word -> word.equals(PORT) ? Integer.toString(host) : word)
                .toList();
    }
}
