package io.millrace.catalog;

import java.nio.file.Path;

/** A process that pulls the model {@code m}: the store's folder and a catalog are its arguments; what it does, its output. */
final class PullerMain {

    private PullerMain() {}

    public static void main(String[] arguments) {
        ModelStore store = new ModelStore(Path.of(arguments[0]), Catalog.load(Path.of(arguments[1])));
        store.ensure("m", new Progress() {
            @Override
            public void started(String what, long bytes) {
                say(what);
            }

            @Override
            public void advanced(long bytes) {}

            @Override
            public void finished() {}

            @Override
            public void note(String line) {
                say(line);
            }
        });
        say("done");
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
