package io.millrace.cli.evaluation;

import io.millrace.cli.session.CliFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The documents of a folder, without questions: the lines of its {@code corpus.jsonl}; else the files that the first column of its
 * {@code manifest.tsv} names, below a heading line; else all files below it. A file without
 * a byte is left out: the API refuses it before it is an event.
 */
public final class Documents {

    private Documents() {}

    /** In a fixed order. */
    public static List<CorpusDocument> in(Path folder) {
        Path corpus = folder.resolve(Dataset.CORPUS);
        if (Files.isRegularFile(corpus)) {
            return Dataset.corpus(corpus);
        }
        try {
            Path manifest = folder.resolve("manifest.tsv");
            List<Path> files = Files.isRegularFile(manifest) ? listed(folder, manifest) : below(folder);
            return files.stream()
                    .filter(file -> file.toFile().length() > 0)
                    .map(file -> new CorpusDocument(folder.relativize(file).toString(), "", "", file))
                    .toList();
        } catch (IOException e) {
            throw new CliFailure(CliFailure.FAILED, folder + " can't be read: " + e.getMessage());
        }
    }

    private static List<Path> listed(Path folder, Path manifest) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String line : Files.readAllLines(manifest).stream().skip(1).toList()) {
            Path file = folder.resolve(line.split("\t", 2)[0]).normalize();
            if (!file.startsWith(folder.normalize()) || !Files.isRegularFile(file)) {
                throw new CliFailure(CliFailure.FAILED, manifest + " names a file that is not there: " + file);
            }
            files.add(file);
        }
        return files;
    }

    private static List<Path> below(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
