package io.millrace.source.web;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** A name leads to an address that is not asked. Of this kind, since OkHttp lets a lookup throw no other. */
final class AddressRefusedException extends UnknownHostException {

    private static final long serialVersionUID = 1L;

    AddressRefusedException(InetAddress address) {
        super("the address " + address.getHostAddress() + " is not one of the public internet");
    }
}
