package io.millrace.cli;

import io.millrace.cli.session.CliFailure;
import io.millrace.cli.session.GlobalOptions;
import io.millrace.cli.session.Output;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Starts the command line. */
public final class Millrace {

    private Millrace() {}

    public static void main(String[] args) {
        // A library of core wants to log; here nothing does.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        ResultStream result = new ResultStream(new FileOutputStream(FileDescriptor.out));
        PrintStream out = new PrintStream(result, false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        boolean terminal = "yes".equals(System.getenv("MILLRACE_TERMINAL"));
        int code = run(new Output(out, err, terminal), System.getenv(), args);
        out.flush();
        if (result.failure().isPresent()) {
            err.println("millrace: the result can't be written ("
                    + result.failure().get() + "); a key that was made and not shown is revoked by its id");
            code = Math.max(code, CliFailure.FAILED);
        }
        System.exit(code);
    }

    /** Runs one command; its exit code. */
    static int run(Output output, Map<String, String> environment, String... args) {
        return new CommandTree(new GlobalOptions(), output, environment).execute(args);
    }
}
