package io.millrace.cli.command;

import io.millrace.cli.client.PassageView;
import io.millrace.cli.client.SearchResult;
import io.millrace.cli.session.CliFailure;
import io.millrace.cli.session.Connection;
import io.millrace.cli.session.Session;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The passages that fit best. */
@Command(
        name = "search",
        mixinStandardHelpOptions = true,
        description = "Shows the passages that fit a query best.",
        footer = "JSON: passages, timings (milliseconds by step)")
public final class SearchCommand implements Callable<Integer> {

    private final Session session;

    @Parameters(arity = "1..*", paramLabel = "QUERY", description = "what to look for; several words need no quotes")
    private @Nullable List<String> query;

    @Option(
            names = "-k",
            paramLabel = "N",
            defaultValue = "10",
            description = "at most so many (default: ${DEFAULT-VALUE})")
    private int count;

    @Mixin
    private MetadataConditions conditions = new MetadataConditions();

    public SearchCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        String where = conditions.joined();
        String words = Words.required(query, "QUERY");
        if (count < 1) {
            throw new CliFailure(CliFailure.USAGE, "-k is 1 or more, but is " + count);
        }
        try (Connection connection = session.connect()) {
            SearchResult found = connection.client().search(words, count, where);
            if (session.options().json()) {
                session.output().json(found);
                return 0;
            }
            int number = 0;
            for (PassageView passage : found.passages()) {
                session.output()
                        .line(String.format(Locale.ROOT, "%2d. %.3f  %s", ++number, passage.score(), place(passage)));
                session.output().line("    " + passage.uri());
                session.output().line("    " + Words.shortened(passage.text(), 240));
            }
            if (found.passages().isEmpty()) {
                session.output().line("nothing found");
            }
            return 0;
        }
    }

    private static String place(PassageView passage) {
        return Words.place(passage.title(), passage.page(), passage.headings());
    }
}
