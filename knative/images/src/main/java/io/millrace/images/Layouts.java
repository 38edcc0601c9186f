package io.millrace.images;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Programs as their images hold them, each in a folder of its own that stands for {@code /}, so that all can run at once without a container. The file
 * {@code command} in each has what its image would start, with the paths of this machine, a word a line.
 */
final class Layouts {

    static final String COMMAND = "command";

    private final ImageBuild images;
    private final Report report;

    Layouts(ImageBuild images, Report report) {
        this.images = images;
        this.report = report;
    }

    /**
     * Puts them in place of what was there.
     *
     * @param folder has a folder for each program afterwards
     */
    void write(List<Program> programs, Path folder) {
        Folders.fresh(folder);
        int done = 0;
        for (Program program : programs) {
            report.progress("laying out", "functions", done++, programs.size());
            write(program, Folders.fresh(folder.resolve(program.name())));
        }
    }

    private void write(Program program, Path layout) {
        Path root = images.stage(program);
        try {
            // Not a copy: the next program is put together from nothing.
            Files.move(root.resolve(Program.HOME), layout.resolve(Program.HOME));
            Path runtime = layout.resolve(JavaRuntime.HOME);
            Files.createDirectories(runtime.getParent());
            Files.createSymbolicLink(runtime, root.resolve(JavaRuntime.HOME).toAbsolutePath());
            List<String> command = new ArrayList<>(program.command(layout.toString()));
            command.addAll(1, ColdStart.CONTAINER);
            Files.write(layout.resolve(COMMAND), command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
