package io.millrace.modelserver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Has llama.cpp's native code unpacked in a folder of this process alone. By itself the binding unpacks it to one name for all processes of the machine, each
 * of which deletes what another may be just loading: that ends the other by SIGSEGV or SIGBUS, and lets whoever can write there choose what is run.
 */
final class LlamaLibrary {

    private static final String FOLDER = "de.kherud.llama.tmpdir";

    private LlamaLibrary() {}

    /** Loads it where that was not done yet. */
    static synchronized void load() {
        if (System.getProperty(FOLDER) != null) {
            return;
        }
        try {
            Path folder = Files.createTempDirectory("millrace-llama-");
            System.setProperty(FOLDER, folder.toString());
            try {
                Class.forName("de.kherud.llama.LlamaModel");
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("llama.cpp's library can't be unpacked: " + e.getMessage(), e);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("llama.cpp's binding is not on the class path", e);
        }
    }

    /** What is loaded needs its file no more; an operating system that thinks otherwise keeps it until the process ends, as the binding asks. */
    private static void delete(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.delete(file);
            }
        } catch (java.nio.file.FileSystemException e) {
            return;
        }
        Files.delete(folder);
    }
}
