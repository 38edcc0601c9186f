package io.millrace.source.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CassandraAddressTest {

    @Test
    void namesNodesKeyspaceAndDatacenter() {
        CassandraAddress address =
                CassandraAddress.of("cassandra://a.example:9043,b.example,[::1]:9044/shop?datacenter=dc1");

        assertThat(address.nodes())
                .containsExactly(
                        InetSocketAddress.createUnresolved("a.example", 9043),
                        InetSocketAddress.createUnresolved("b.example", 9042),
                        InetSocketAddress.createUnresolved("[::1]", 9044));
        assertThat(address.keyspace()).isEqualTo("shop");
        assertThat(address.datacenter()).isEqualTo("dc1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cassandra://a/shop",
                "cassandra://a?datacenter=dc1",
                "cassandra://a:x/shop?datacenter=dc1",
                "cassandra://a:99999/shop?datacenter=dc1",
                "cassandra://a,,b/shop?datacenter=dc1",
                "cassandra://a/shop?dc=dc1"
            })
    void saysTheFormOfWhatItCantRead(String url) {
        assertThatThrownBy(() -> CassandraAddress.of(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cassandra://host:9042,host:9042/keyspace?datacenter=dc1");
    }
}
