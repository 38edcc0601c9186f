package io.millrace.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files of a folder that says, in {@code manifest.tsv}, what should come of each. The first line names the columns; {@code file} and {@code outcome} must be
 * among them, {@code expected_file} may be.
 */
final class ParsingManifest {

    private ParsingManifest() {}

    /**
     * One file.
     *
     * @param outcome {@code parsed}, the last part of a verdict's code, or {@code any}
     * @param expected the text that it holds, as Markdown; null where that is not known
     */
    record Entry(String path, String outcome, @Nullable Path expected) {}

    /** @throws IOException when it can't be read, with what is wrong as its message */
    static List<Entry> read(Path folder) throws IOException {
        Path manifest = folder.resolve("manifest.tsv");
        if (!Files.isRegularFile(manifest)) {
            throw new IOException(
                    "there is no " + manifest + ": a dataset of files to read is a folder with such a list");
        }
        List<String> lines = Files.readAllLines(manifest);
        List<String> header =
                lines.isEmpty() ? List.of() : Arrays.asList(lines.getFirst().split("\t", -1));
        int file = header.indexOf("file");
        int outcome = header.indexOf("outcome");
        int expected = header.indexOf("expected_file");
        if (file < 0 || outcome < 0) {
            throw new IOException(manifest + " must name the columns 'file' and 'outcome' in its first line");
        }
        List<Entry> entries = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] columns = line.split("\t", -1);
            if (columns.length < header.size()) {
                throw new IOException(manifest + ", line " + (entries.size() + 2) + " has " + columns.length
                        + " columns instead of " + header.size());
            }
            boolean known = expected >= 0 && !columns[expected].isEmpty();
            entries.add(new Entry(columns[file], columns[outcome], known ? folder.resolve(columns[expected]) : null));
        }
        return entries;
    }
}
