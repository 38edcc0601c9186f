package io.millrace.cli.command;

import io.millrace.cli.session.CliFailure;
import io.millrace.cli.session.Counted;
import io.millrace.cli.session.Session;
import io.millrace.core.problem.ProblemException;
import io.millrace.topology.DeliveryProfile;
import io.millrace.topology.FunctionServices;
import io.millrace.topology.Topology;
import io.millrace.topology.TopologyProblem;
import io.millrace.topology.TopologyReader;
import io.millrace.topology.TopologyReading;
import io.millrace.topology.flow.ContentSteps;
import io.millrace.topology.flow.TopologyCheck;
import io.millrace.topology.flow.TopologyDrawing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Who gets which event, and whether that holds. Needs no running Millrace. */
@Command(
        name = "topology",
        mixinStandardHelpOptions = true,
        description = "Checks or draws the topology: which event goes to which function or step.",
        footer = "JSON: problems: [{file, path, message, remedy}]; show also triggers, steps, text, mermaid")
public final class TopologyCommand {

    private static final String TOPOLOGY = "MILLRACE_TOPOLOGY";
    private static final String SERVICES = "MILLRACE_SERVICES";
    private static final String OVERLAY =
            "a folder of Knative YAML over Millrace's own: an object of the same kind and name replaces ours";

    private final Session session;

    public TopologyCommand(Session session) {
        this.session = session;
    }

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = "Says everything that is wrong with it, and what to do. Exit code 1 where something is.")
    int check(
            @Option(names = "--topology", paramLabel = "DIR", description = OVERLAY) @Nullable Path overlay,
            @Option(
                            names = "--profile",
                            paramLabel = "kafka|mt",
                            defaultValue = "kafka",
                            description = "the broker whose rules count (default: kafka)")
                    String profile) {
        DeliveryProfile broker = broker(profile);
        List<TopologyProblem> problems = switch (TopologyReader.read(folders(overlay), broker)) {
            case TopologyReading.Valid(Topology topology) -> problems(topology, broker);
            case TopologyReading.Invalid(List<TopologyProblem> found) -> found;
        };
        if (session.options().json()) {
            session.output().json(Map.of("problems", json(problems)));
        } else {
            problems.forEach(problem -> session.output().line(problem.toString()));
            session.output()
                    .note(problems.isEmpty() ? "the topology has no problems" : Counted.of(problems.size(), "problem"));
        }
        return problems.isEmpty() ? 0 : CliFailure.FAILED;
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Draws it, type by type. Exit code 1 where it can't be read.")
    int show(
            @Option(names = "--topology", paramLabel = "DIR", description = OVERLAY) @Nullable Path overlay,
            @Option(
                            names = "--profile",
                            paramLabel = "kafka|mt",
                            defaultValue = "kafka",
                            description = "the broker whose rules count (default: kafka)")
                    String profile,
            @Option(names = "--mermaid", description = "as a Mermaid flowchart") boolean mermaid) {
        DeliveryProfile broker = broker(profile);
        Topology topology = Topology.load(folders(overlay), broker);
        List<TopologyProblem> problems = problems(topology, broker);
        TopologyDrawing drawing = new TopologyDrawing(topology);
        if (session.options().json()) {
            Map<String, Object> shown = new LinkedHashMap<>();
            shown.put("triggers", drawing.triggers());
            shown.put("steps", ContentSteps.of(topology));
            shown.put("text", drawing.text());
            shown.put("mermaid", drawing.mermaid());
            shown.put("problems", json(problems));
            session.output().json(shown);
        } else {
            session.output().part(mermaid ? drawing.mermaid() : drawing.text());
        }
        problems.forEach(problem -> session.output().note(problem.toString()));
        return 0;
    }

    private static DeliveryProfile broker(String profile) {
        try {
            return DeliveryProfile.of(profile);
        } catch (ProblemException e) {
            throw new CliFailure(CliFailure.USAGE, e.problem().detail());
        }
    }

    private List<TopologyProblem> problems(Topology topology, DeliveryProfile broker) {
        FunctionServices services = FunctionServices.read(session.fromLauncher(SERVICES), topology.broker());
        return TopologyCheck.problems(topology, services, broker);
    }

    private List<Path> folders(@Nullable Path overlay) {
        List<Path> folders = new ArrayList<>(List.of(session.fromLauncher(TOPOLOGY)));
        if (overlay != null) {
            folders.add(overlay);
        }
        return folders;
    }

    private static List<Map<String, String>> json(List<TopologyProblem> problems) {
        return problems.stream()
                .map(problem -> {
                    Map<String, String> shown = new LinkedHashMap<>();
                    shown.put("file", problem.file());
                    shown.put("path", problem.path());
                    shown.put("message", problem.message());
                    shown.put("remedy", problem.remedy());
                    return shown;
                })
                .toList();
    }
}
