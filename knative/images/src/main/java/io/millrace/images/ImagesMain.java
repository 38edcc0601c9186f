package io.millrace.images;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The process behind {@code millrace images} and {@code millrace bench coldstart}: it ends, and what it has started with it, when its standard input does. */
public final class ImagesMain {

    private final Request request;
    private final Report report;
    private final Path work;
    private final TrainingStore store;

    private ImagesMain(Request request, Report report) {
        this.request = request;
        this.report = report;
        this.work = request.checkout().resolve("target/images");
        this.store = TrainingStore.of(request.checkout(), work);
    }

    /**
     * Argument: what to do, as JSON.
     *
     * @see Request
     */
    public static void main(String[] arguments) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly),
                        "end of the images"));
        Thread.ofPlatform().daemon().name("end-with-parent").start(ImagesMain::endWithParent);
        try {
            Request request = new ObjectMapper().readValue(arguments[0], Request.class);
            Report report = new Report(System.out);
            report.result(new ImagesMain(request, report).run());
        } catch (ImageFailure | UncheckedIOException | IOException e) {
            System.err.println("millrace: " + e.getMessage());
            System.exit(1);
        }
        System.exit(0);
    }

    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // until the parent closes it, or is gone
            }
        } catch (IOException e) {
            // then it is gone as well
        }
        System.exit(1);
    }

    private Map<String, Object> run() {
        try (store) {
            return switch (request.action()) {
                case BASE -> new BaseImage(work, report).write(Path.of(required("output", request.output())));
                case BUILD -> build();
                case COLDSTART -> coldStart();
                case LAYOUTS -> layouts();
            };
        }
    }

    private Map<String, Object> build() {
        ImageBuild build = images();
        Path folder = request.output() == null ? null : Path.of(request.output());
        List<Map<String, Object>> made = new ArrayList<>();
        List<Map<String, Object>> objects = new ArrayList<>();
        List<Program> programs = Program.all(request.checkout());
        List<String> names = chosen(Stream.concat(programs.stream().map(Program::name), Stream.of(PostgresqlImage.NAME))
                .toList());
        for (String name : names) {
            report.progress("building images", "images", made.size(), names.size());
            Map<String, Object> image = programs.stream()
                    .filter(program -> program.name().equals(name))
                    .findFirst()
                    .map(program -> build.write(program, folder, request.push()))
                    .orElseGet(() -> build.writePostgresql(folder, request.push()));
            made.add(image);
            objects.add(Map.of(
                    "kind", "Image",
                    "name", image.getOrDefault("pushed", image.getOrDefault("reference", name)),
                    "action", "built",
                    "state", request.push() == null ? "archived" : "pushed",
                    "reason", ""));
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("build", request.build());
        result.put("images", made);
        result.put("objects", objects);
        return result;
    }

    private Map<String, Object> coldStart() {
        ImageBuild build = images();
        List<Map<String, Object>> functions = new ArrayList<>();
        List<Program> known = Program.all(request.checkout()).stream()
                .filter(Program::isFunction)
                .toList();
        List<String> names = chosen(known.stream().map(Program::name).toList());
        for (Program program : known) {
            if (names.contains(program.name())) {
                functions.add(new ColdStart(build, store, work, report).measure(program, request.starts()));
            }
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("functions", functions);
        result.put("starts", request.starts());
        return result;
    }

    private Map<String, Object> layouts() {
        Path folder = Path.of(required("output", request.output())).toAbsolutePath();
        List<Program> programs = Program.all(request.checkout()).stream()
                .filter(Program::isApplication)
                .toList();
        new Layouts(images(), report).write(programs, folder);
        return Map.of("layouts", folder.toString());
    }

    private ImageBuild images() {
        Base base = Base.open(Optional.ofNullable(request.base()), work, report);
        String revision = request.revision() == null ? "" : request.revision();
        return new ImageBuild(work, base, required("build", request.build()), revision, store, report);
    }

    /** Those of {@code known} that were asked for: all where none was named. */
    private List<String> chosen(List<String> known) {
        for (String name : request.only()) {
            if (!known.contains(name)) {
                throw new ImageFailure("there is no image '" + name + "', only " + String.join(", ", known));
            }
        }
        return known.stream()
                .filter(name -> request.only().isEmpty() || request.only().contains(name))
                .toList();
    }

    private static String required(String name, @Nullable String value) {
        if (value == null) {
            throw new ImageFailure("the request has no " + name);
        }
        return value;
    }
}
