package io.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PodNamespaceTest {

    private static final String OF_A_POD = """
            search tenant-a.svc.cluster.local svc.cluster.local cluster.local example.org
            nameserver 10.96.0.10
            options ndots:5
            """;

    @Test
    void aPodsNamespaceIsTheFirstThatIsSearched() {
        assertThat(PodNamespace.of(OF_A_POD)).isEqualTo(new PodNamespace("tenant-a", "svc.cluster.local"));
        assertThat(PodNamespace.of("search b.svc.k8s.example. svc.k8s.example.\n"))
                .isEqualTo(new PodNamespace("b", "svc.k8s.example"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nameserver 127.0.0.1\n", "search example.org\n", "# search a.svc.cluster.local\n"})
    void outsideOfAClusterItIsTheUsualOne(String settings) {
        assertThat(PodNamespace.of(settings).name()).isEqualTo("millrace");
    }

    @Test
    void aServiceIsCalledByItsWholeName() {
        assertThat(PodNamespace.of(OF_A_POD).url("dead-letters"))
                .isEqualTo("http://dead-letters.tenant-a.svc.cluster.local");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://chunking.tenant-a.svc.cluster.local",
                "http://chunking.tenant-a.svc/",
                "https://chunking.tenant-a.svc.cluster.local:8443/a"
            })
    void itsServicesAreKnown(String address) {
        assertThat(address).matches(PodNamespace.of(OF_A_POD).services());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://chunking.millrace.svc.cluster.local/",
                "http://chunking.tenant-b.svc.cluster.local/",
                "http://tenant-a.svc.cluster.local/",
                "http://chunking.tenant-a.svc.cluster.local.example.org/",
                "http://example.org/chunking.tenant-a.svc/",
                "http://chunkingXtenant-a.svc/"
            })
    void othersAreNot(String address) {
        assertThat(address).doesNotMatch(PodNamespace.of(OF_A_POD).services());
    }
}
