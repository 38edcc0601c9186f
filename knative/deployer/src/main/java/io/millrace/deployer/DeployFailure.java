package io.millrace.deployer;

/** Why nothing could be done at all; the message says what to do. */
public final class DeployFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Kind kind;

    DeployFailure(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** What the caller makes of it. */
    public enum Kind {
        /** The caller asked for something that can't be. */
        WRONG_USAGE,
        /** A program that is needed is not on this machine. */
        PROGRAM_MISSING,
        /** No cluster answers. */
        NO_CLUSTER,
        /** Something else went wrong. */
        FAILED
    }
}
