package io.millrace.source.web;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.RegisteredSources;
import io.millrace.core.document.SourceRoot;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.Dns;

/** A configuration for servers on loopback, and names that no name server is asked for. */
record TestWeb(List<String> networks, Set<Integer> ports, long maxBytes, Duration timeout) implements WebConfig {

    static TestWeb at(String network, int... ports) {
        return new TestWeb(
                network.isEmpty() ? List.of() : List.of(network),
                Set.copyOf(Arrays.stream(ports).boxed().toList()),
                1 << 20,
                Duration.ofSeconds(10));
    }

    TestWeb within(Duration limit) {
        return new TestWeb(networks, ports, maxBytes, limit);
    }

    /** A source for which all of {@code pages} are registered. */
    WebSource source(Dns names, String... pages) {
        List<SourceRoot> roots = Arrays.stream(pages)
                .map(page -> SourceRoot.of(page, AccessList.EVERYONE))
                .toList();
        return new WebSource(new RegisteredSources(List.of(() -> roots)), this, names);
    }

    @Override
    public Optional<List<String>> allowedNetworks() {
        return Optional.of(networks);
    }

    @Override
    public Duration connectTimeout() {
        return Duration.ofSeconds(2);
    }

    /** Names of {@code .example} as it was told, and others as this machine knows them: only numbers and localhost are asked for. */
    static final class Names implements Dns {

        private final Map<String, List<InetAddress>> known = new ConcurrentHashMap<>();

        Names with(String name, String... addresses) {
            known.put(name, Arrays.stream(addresses).map(Names::address).toList());
            return this;
        }

        @Override
        public List<InetAddress> lookup(String host) throws UnknownHostException {
            List<InetAddress> addresses = known.get(host);
            if (addresses != null) {
                return addresses;
            }
            if (host.endsWith(".example")) {
                throw new UnknownHostException(host);
            }
            return List.of(InetAddress.getAllByName(host));
        }

        private static InetAddress address(String literal) {
            try {
                return InetAddress.getByName(literal);
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(literal, e);
            }
        }
    }
}
