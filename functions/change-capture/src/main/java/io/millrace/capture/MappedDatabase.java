package io.millrace.capture;

import io.millrace.capture.Database.Engine;
import io.millrace.source.mongodb.MongoSettings;
import io.millrace.source.row.Secret;
import io.millrace.source.row.SourceMapping;
import io.millrace.source.row.Tls;
import io.millrace.source.row.Tls.Mode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a mapping says that a database is, as those who read its log are told it. */
final class MappedDatabase {

    private static final String JAVA_TRUST = "org.postgresql.ssl.DefaultJavaSSLFactory";

    private MappedDatabase() {}

    /**
     * Empty for a kind of database whose log is not read: its changes are found by re-indexing.
     *
     * @param mongo how a database of MongoDB is connected to
     * @throws IOException where the file of the authorities to trust can't be used
     */
    static Optional<LogAddress> of(SourceMapping mapping, MongoSettings mongo) throws IOException {
        return switch (mapping.engine()) {
            case POSTGRESQL ->
                Optional.of(database(
                        mapping, Engine.POSTGRESQL, postgres(mapping.tls(), "database."), postgres(mapping.tls(), "")));
            case MYSQL ->
                Optional.of(database(mapping, Engine.MYSQL, binary(mapping.tls(), true), mysql(mapping.tls())));
            case MARIADB ->
                Optional.of(database(mapping, Engine.MARIADB, binary(mapping.tls(), false), mariadb(mapping.tls())));
            case MONGODB -> Optional.of(new MongoAddress(mapping, mongo));
            case CASSANDRA -> Optional.empty();
        };
    }

    private static Database database(
            SourceMapping mapping, Engine engine, Map<String, String> encryption, Map<String, String> urlParameters) {
        Secret password = mapping.password();
        return Database.of(
                engine,
                mapping.url(),
                Objects.requireNonNullElse(mapping.user(), ""),
                password == null ? () -> "" : password::resolve,
                encryption,
                urlParameters);
    }

    private static Map<String, String> postgres(@Nullable Tls tls, String prefix) {
        Map<String, String> properties = new LinkedHashMap<>();
        if (tls != null) {
            properties.put(prefix + "sslmode", tls.mode().word());
            if (tls.ca() != null) {
                properties.put(prefix + "sslrootcert", tls.ca());
            } else if (tls.mode() == Mode.VERIFY_CA || tls.mode() == Mode.VERIFY_FULL) {
                properties.put(prefix + "sslfactory", JAVA_TRUST);
            }
        }
        return properties;
    }

    private static Map<String, String> binary(@Nullable Tls tls, boolean mysql) throws IOException {
        Map<String, String> properties = new LinkedHashMap<>();
        if (tls != null) {
            properties.put(
                    "database.ssl.mode",
                    switch (tls.mode()) {
                        case DISABLE -> mysql ? "disabled" : "disable";
                        case REQUIRE -> mysql ? "required" : "trust";
                        case VERIFY_CA -> mysql ? "verify_ca" : "verify-ca";
                        case VERIFY_FULL -> mysql ? "verify_identity" : "verify-full";
                    });
            if (tls.ca() != null) {
                TrustedAuthorities trusted = TrustedAuthorities.of(tls.ca());
                properties.put("database.ssl.truststore", trusted.file().toString());
                properties.put("database.ssl.truststore.password", trusted.password());
            }
        }
        return properties;
    }

    private static Map<String, String> mariadb(@Nullable Tls tls) {
        Map<String, String> properties = new LinkedHashMap<>();
        if (tls != null) {
            properties.put(
                    "sslMode", tls.mode() == Mode.REQUIRE ? "trust" : tls.mode().word());
            if (tls.ca() != null) {
                properties.put("serverSslCert", tls.ca());
            }
        }
        return properties;
    }

    private static Map<String, String> mysql(@Nullable Tls tls) throws IOException {
        Map<String, String> properties = new LinkedHashMap<>();
        if (tls != null) {
            properties.put(
                    "sslMode",
                    switch (tls.mode()) {
                        case DISABLE -> "DISABLED";
                        case REQUIRE -> "REQUIRED";
                        case VERIFY_CA -> "VERIFY_CA";
                        case VERIFY_FULL -> "VERIFY_IDENTITY";
                    });
            if (tls.ca() != null) {
                TrustedAuthorities trusted = TrustedAuthorities.of(tls.ca());
                properties.put(
                        "trustCertificateKeyStoreUrl", trusted.file().toUri().toString());
                properties.put("trustCertificateKeyStoreType", TrustedAuthorities.TYPE);
                properties.put("trustCertificateKeyStorePassword", trusted.password());
            }
        }
        return properties;
    }
}
