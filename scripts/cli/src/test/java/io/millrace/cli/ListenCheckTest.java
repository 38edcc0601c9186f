package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ListenCheckTest {

    @Test
    void aMachineListensAtItsOwnAddressesOnly() {
        assertThat(ListenCheck.canListenAt("127.0.0.1")).isTrue();
        // TEST-NET-1 (RFC 5737): nobody has it.
        assertThat(ListenCheck.canListenAt("192.0.2.1")).isFalse();
    }
}
