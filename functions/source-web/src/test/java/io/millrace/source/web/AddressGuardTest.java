package io.millrace.source.web;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {

    private static final AddressGuard PUBLIC_ONLY = new AddressGuard(List.of());

    @ParameterizedTest
    @ValueSource(strings = {"93.184.215.14", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00:1450::1"})
    void admitsThePublicInternet(String address) throws UnknownHostException {
        InetAddress asked = InetAddress.getByName(address);

        assertThatCode(() -> PUBLIC_ONLY.check(asked)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "10.1.2.3",
                "100.64.0.1",
                "127.0.0.1",
                "127.255.255.254",
                "169.254.1.1",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.8",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.0.1",
                "198.19.0.1",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "168.63.129.16",
                "::",
                "::1",
                "::ffff:10.0.0.1",
                "::127.0.0.1",
                "64:ff9b::a00:1",
                "64:ff9b:1::1",
                "100::1",
                "2001::1",
                "2001:10::1",
                "2001:20::1",
                "2001:db8::1",
                "2002:a00:1::1",
                "3fff::1",
                "5f00::1",
                "fc00::1",
                "fd12::1",
                "fe80::1",
                "fec0::1",
                "ff02::1"
            })
    void refusesWhatIsNotPublic(String address) throws UnknownHostException {
        InetAddress asked = InetAddress.getByName(address);

        assertThatThrownBy(() -> PUBLIC_ONLY.check(asked)).isInstanceOf(AddressRefusedException.class);
    }

    @Test
    void admitsANetworkThatIsAllowedAndNothingBesideIt() throws UnknownHostException {
        AddressGuard guard = new AddressGuard(List.of("10.20.0.0/16", "fd12:3456::/32"));
        InetAddress inside = InetAddress.getByName("10.20.255.1");
        InetAddress inside6 = InetAddress.getByName("fd12:3456::7");
        InetAddress beside = InetAddress.getByName("10.21.0.1");

        assertThatCode(() -> guard.check(inside)).doesNotThrowAnyException();
        assertThatCode(() -> guard.check(inside6)).doesNotThrowAnyException();
        assertThatThrownBy(() -> guard.check(beside)).isInstanceOf(AddressRefusedException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"169.254.169.254", "169.254.170.2", "100.100.100.200", "fd00:ec2::254", "::ffff:169.254.169.254"
            })
    void refusesMetadataEvenInANetworkThatIsAllowed(String address) throws UnknownHostException {
        AddressGuard guard = new AddressGuard(List.of("0.0.0.0/0", "::/0"));
        InetAddress asked = InetAddress.getByName(address);

        assertThatThrownBy(() -> guard.check(asked)).isInstanceOf(AddressRefusedException.class);
    }

    @Test
    void namesTheSettingThatIsNoNetwork() {
        assertThatThrownBy(() -> new AddressGuard(List.of("intranet")))
                .hasMessageContaining("millrace.web.allowed-networks")
                .hasMessageContaining("intranet");
    }
}
