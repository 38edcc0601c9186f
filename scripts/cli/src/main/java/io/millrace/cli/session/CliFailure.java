package io.millrace.cli.session;

/** Ends the command with an exit code of the launcher's contract and a message that says what to do. */
public final class CliFailure extends RuntimeException {

    /** Something went wrong. */
    public static final int FAILED = 1;

    /** The command was called wrongly. */
    public static final int USAGE = 2;

    /** Something that is needed is not installed. */
    public static final int MISSING = 3;

    /** Some of it went in, some was rejected. */
    public static final int PARTLY = 4;

    /** Nothing runs where something must. */
    public static final int NOT_RUNNING = 5;

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    public CliFailure(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}
