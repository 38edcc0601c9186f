package io.millrace.source.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import okhttp3.Dns;

/** Looks a name up once a connection, and refuses it where any of its addresses must not be asked. */
final class GuardedNames implements Dns {

    private final Dns names;
    private final AddressGuard guard;

    GuardedNames(Dns names, AddressGuard guard) {
        this.names = names;
        this.guard = guard;
    }

    @Override
    public List<InetAddress> lookup(String host) throws UnknownHostException {
        List<InetAddress> addresses = names.lookup(host);
        for (InetAddress address : addresses) {
            guard.check(address);
        }
        return addresses;
    }
}
