package io.millrace.client;

/** Whether a request has been sent, or begun to be: from then on the server may be at work on it. */
final class Sent {

    private volatile boolean sent;

    void begun() {
        sent = true;
    }

    boolean isSent() {
        return sent;
    }
}
