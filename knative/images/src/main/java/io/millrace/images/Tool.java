package io.millrace.images;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A program of this machine that does its work and ends. */
final class Tool {

    private Tool() {}

    /**
     * Runs it and gives what it has written.
     *
     * @param remedy what to do where the program is not there
     * @throws ImageFailure where it is not there or ends with another code than 0, with the last of what it wrote
     */
    static String run(Path folder, String remedy, List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String written = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw new ImageFailure(
                        "'" + String.join(" ", command) + "' ended with " + code + ": " + end(written.strip()));
            }
            return written;
        } catch (IOException e) {
            throw new ImageFailure(command.getFirst() + " can't be started; " + remedy, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ImageFailure("interrupted while " + command.getFirst() + " ran");
        }
    }

    private static String end(String text) {
        return text.substring(Math.max(0, text.length() - 500));
    }
}
