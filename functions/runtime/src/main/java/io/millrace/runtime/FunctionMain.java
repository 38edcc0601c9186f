package io.millrace.runtime;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where a function's process begins. Quarkus starts on one core; beside it the first event's way is paved: initializers of classes that compute for milliseconds
 * and that no setting changes.
 */
@QuarkusMain
public final class FunctionMain {

    /** Jackson's parsers need BigDecimal, which on JDK 25 raises five to the power of 65,536, by an interpreter (20 ms); EC's curves are what listing the providers costs. */
    private static final List<String> ALWAYS = List.of(
            "com.fasterxml.jackson.core.base.ParserMinimalBase",
            "okhttp3.internal.platform.Platform",
            "javax.crypto.JceSecurity");

    /** Agroal's, each with a dynamic proxy that is generated anew in each process. */
    private static final List<String> OF_POSTGRESQL = List.of(
            "io.agroal.pool.wrapper.ConnectionWrapper",
            "io.agroal.pool.wrapper.PreparedStatementWrapper",
            "io.agroal.pool.wrapper.StatementWrapper",
            "io.agroal.pool.wrapper.ResultSetWrapper");

    private FunctionMain() {}

    public static void main(String... args) {
        List<String> classes = classes(System.getenv());
        Thread.ofPlatform().daemon().name("early").start(() -> classes.forEach(FunctionMain::initialize));
        Quarkus.run(args);
    }

    /** By their names, the one first that is needed first. */
    static List<String> classes(Map<String, String> environment) {
        List<String> classes = new ArrayList<>(ALWAYS);
        if (!environment.getOrDefault("MILLRACE_STORE", "lucene").equals("lucene")) {
            classes.addAll(OF_POSTGRESQL);
        }
        return classes;
    }

    /** Whoever needs the class and finds it broken will say so. */
    static boolean initialize(String name) {
        try {
            Class.forName(name);
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
