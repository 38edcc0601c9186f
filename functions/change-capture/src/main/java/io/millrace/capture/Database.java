package io.millrace.capture;

import java.net.URI;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Where a log that Debezium reads is, and as whom it is read.
 *
 * @param engine kind of database
 * @param host name or address
 * @param port TCP port
 * @param name of the database whose tables are captured
 * @param user with the grants that the README lists
 * @param password asked for at each connection, so that one that was changed counts without a start
 * @param encryption properties of Debezium's connector that say how the connection is encrypted; empty for what it does by itself
 * @param urlParameters the same for JDBC
 */
record Database(
        Engine engine,
        String host,
        int port,
        String name,
        String user,
        Supplier<String> password,
        Map<String, String> encryption,
        Map<String, String> urlParameters)
        implements LogAddress {

    /** Kinds of databases whose logs are read. */
    enum Engine {
        POSTGRESQL(5432, "jdbc:postgresql://", "io.debezium.connector.postgresql.PostgresConnector"),
        MYSQL(3306, "jdbc:mysql://", "io.debezium.connector.mysql.MySqlConnector"),
        MARIADB(3306, "jdbc:mariadb://", "io.debezium.connector.mariadb.MariaDbConnector");

        private final int port;
        private final String scheme;
        private final String connector;

        Engine(int port, String scheme, String connector) {
            this.port = port;
            this.scheme = scheme;
            this.connector = connector;
        }

        /** Class of Debezium's connector. */
        String connector() {
            return connector;
        }
    }

    Database {
        encryption = Map.copyOf(encryption);
        urlParameters = Map.copyOf(urlParameters);
    }

    /**
     * Of an address as JDBC has it; its own parameters are left out.
     *
     * @throws IllegalArgumentException if it names no host or no database
     */
    static Database of(
            Engine engine,
            String url,
            String user,
            Supplier<String> password,
            Map<String, String> encryption,
            Map<String, String> urlParameters) {
        URI address = URI.create(url.substring("jdbc:".length()));
        String path = address.getPath();
        if (address.getHost() == null || path == null || path.length() < 2) {
            throw new IllegalArgumentException("a log is read at one host, of one database: the address is "
                    + engine.scheme + "host:port/database, but is " + engine.scheme + address.getRawAuthority() + path);
        }
        int port = address.getPort() < 0 ? engine.port : address.getPort();
        return new Database(
                engine, address.getHost(), port, path.substring(1), user, password, encryption, urlParameters);
    }

    /** For JDBC, without user and password. */
    String url() {
        return engine.scheme + host + ":" + port + "/" + name;
    }

    @Override
    public boolean keepsPosition() {
        return engine == Engine.POSTGRESQL;
    }

    /** Says where, and no password. */
    @Override
    public String toString() {
        return url();
    }
}
