package io.millrace.runtime;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.List;

/**
 * Where a function's process begins. Quarkus starts on one core; beside it the first event's way is paved: initializers of classes that compute for milliseconds
 * and that no setting changes.
 */
@QuarkusMain
public final class FunctionMain {

    /** Jackson's parsers need BigDecimal, which on JDK 25 raises five to the power of 65,536, by an interpreter (20 ms); EC's curves are what listing the providers costs. */
    static final List<String> CLASSES = List.of(
            "com.fasterxml.jackson.core.base.ParserMinimalBase",
            "okhttp3.internal.platform.Platform",
            "javax.crypto.JceSecurity");

    private FunctionMain() {}

    public static void main(String... args) {
        Thread.ofPlatform().daemon().name("early").start(() -> CLASSES.forEach(FunctionMain::initialize));
        Quarkus.run(args);
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
