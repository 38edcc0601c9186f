package io.millrace.source.row;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Kinds of databases, each with the form of its address. */
public enum Engine {
    POSTGRESQL("jdbc:postgresql://host:5432/database", "jdbc:postgresql://.*"),
    MYSQL("jdbc:mysql://host:3306/database", "jdbc:(mysql|mariadb)://.*"),
    MARIADB("jdbc:mariadb://host:3306/database", "jdbc:(mysql|mariadb)://.*"),
    MONGODB("mongodb://host:27017/database", "mongodb([+]srv)?://.*"),
    CASSANDRA("cassandra://host:9042/keyspace?datacenter=dc1", "cassandra://.*");

    private final String form;
    private final String pattern;

    Engine(String form, String pattern) {
        this.form = form;
        this.pattern = pattern;
    }

    /** As mappings write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** An address of that kind. */
    String form() {
        return form;
    }

    boolean isAddress(String url) {
        return url.matches(pattern);
    }

    static Optional<Engine> of(String word) {
        return Arrays.stream(values())
                .filter(engine -> engine.word().equals(word))
                .findFirst();
    }

    static List<String> words() {
        return Arrays.stream(values()).map(Engine::word).toList();
    }
}
