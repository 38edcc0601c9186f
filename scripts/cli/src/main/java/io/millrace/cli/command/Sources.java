package io.millrace.cli.command;

import io.millrace.cli.client.Answer;
import io.millrace.cli.client.Citation;
import io.millrace.cli.session.Output;

/** The numbered sources under an answer. */
final class Sources {

    private Sources() {}

    static void show(Output output, Answer answer) {
        for (Citation citation : answer.citations()) {
            output.line("  [" + citation.number() + "] "
                    + Words.place(citation.title(), citation.page(), citation.headings()));
            output.line("      " + citation.uri());
        }
        if (answer.degraded()) {
            output.note("the answer quotes, since the model could not answer"
                    + (answer.reason() == null ? "" : ": " + answer.reason()));
        }
    }
}
