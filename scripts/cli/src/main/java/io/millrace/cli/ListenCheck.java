package io.millrace.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Tells the launcher, which is bash and can't try it, whether this machine can listen at an address: exit code 0, else 1. */
public final class ListenCheck {

    private ListenCheck() {}

    public static void main(String[] args) {
        System.exit(canListenAt(args[0]) ? 0 : 1);
    }

    /** @param address a name or a number */
    static boolean canListenAt(String address) {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
