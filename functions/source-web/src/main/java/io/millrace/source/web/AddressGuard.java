package io.millrace.source.web;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressNetwork.IPAddressGenerator;
import inet.ipaddr.IPAddressString;
import java.net.InetAddress;
import java.util.List;

/**
 * Which addresses may be asked: those of the public internet, and the networks that the configuration allows. Whoever gives us an address, or
 * can answer with a redirect, would otherwise read what only this machine can reach.
 */
final class AddressGuard {

    /** Where clouds and their containers hand out credentials and configuration; refused even in a network that is allowed. */
    private static final List<IPAddress> METADATA = networks(List.of(
            "169.254.169.254",
            "169.254.170.2",
            "169.254.170.23",
            "100.100.100.200",
            "168.63.129.16",
            "192.0.0.192",
            "fd00:ec2::254",
            "fd00:ec2::23",
            "fd20:ce::254"));

    /** IANA's special-purpose addresses of IPv4 that are not globally reachable, multicast and the 6to4 relays. */
    private static final List<IPAddress> NOT_PUBLIC_IPV4 = networks(List.of(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.31.196.0/24",
            "192.52.193.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "192.175.48.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4"));

    /** All that is given out of IPv6; loopback, mapped and translated IPv4, unique-local, link-local and multicast lie outside. */
    private static final IPAddress GLOBAL_IPV6 = network("2000::/3");

    /** IETF protocols (Teredo and ORCHID among them), documentation, and 6to4, which names an IPv4 address. */
    private static final List<IPAddress> NOT_PUBLIC_IPV6 =
            networks(List.of("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"));

    private final IPAddressGenerator addresses = new IPAddressGenerator();
    private final List<IPAddress> allowed;

    /** @param allowed networks in CIDR form that are asked although they are not public */
    AddressGuard(List<String> allowed) {
        this.allowed = networks(allowed);
    }

    /** @throws AddressRefusedException when {@code address} must not be asked */
    void check(InetAddress address) throws AddressRefusedException {
        if (!admits(address)) {
            throw new AddressRefusedException(address);
        }
    }

    private boolean admits(InetAddress address) {
        // By its bytes: a scope (fe80::1%eth0) is none of the address, and Java has made IPv4 of mapped IPv6.
        IPAddress asked = addresses.from(address.getAddress());
        if (isIn(METADATA, asked)) {
            return false;
        }
        return isIn(allowed, asked) || isPublic(asked);
    }

    private static boolean isPublic(IPAddress address) {
        return address.isIPv4()
                ? !isIn(NOT_PUBLIC_IPV4, address)
                : GLOBAL_IPV6.contains(address) && !isIn(NOT_PUBLIC_IPV6, address);
    }

    private static boolean isIn(List<IPAddress> networks, IPAddress address) {
        return networks.stream().anyMatch(network -> network.contains(address));
    }

    private static List<IPAddress> networks(List<String> networks) {
        return networks.stream().map(AddressGuard::network).toList();
    }

    private static IPAddress network(String cidr) {
        try {
            return new IPAddressString(cidr).toAddress().toPrefixBlock();
        } catch (AddressStringException e) {
            throw new IllegalArgumentException(
                    "millrace.web.allowed-networks: '" + cidr + "' is no network such as 10.20.0.0/16", e);
        }
    }
}
