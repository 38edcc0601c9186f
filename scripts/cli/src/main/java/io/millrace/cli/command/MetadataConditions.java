package io.millrace.cli.command;

import io.millrace.cli.session.CliFailure;
import io.millrace.core.index.Where;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which documents are searched, by their metadata. */
final class MetadataConditions {

    @Option(
            names = "--where",
            paramLabel = "CONDITIONS",
            description =
                    "only documents whose metadata meets these, such as 'price < 100' or \"released >= 2024-01-01 and"
                            + " category in ('shoes', 'boots')\"; given more than once, all must hold")
    private @Nullable List<String> where;

    /**
     * All of them, as the API takes them; null for none.
     *
     * @throws CliFailure wrong usage, before anything is started
     */
    @Nullable
    String joined() {
        if (where == null) {
            return null;
        }
        try {
            where.forEach(Where::parse);
        } catch (IllegalArgumentException e) {
            throw new CliFailure(CliFailure.USAGE, "--" + e.getMessage());
        }
        return String.join(" and ", where);
    }
}
