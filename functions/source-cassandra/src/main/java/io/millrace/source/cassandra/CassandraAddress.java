package io.millrace.source.cassandra;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a cluster is: {@code cassandra://host[:port][,host[:port]…]/keyspace?datacenter=name}.
 *
 * @param nodes some of its nodes, from which the others are learned; names are looked up as they are connected to
 * @param keyspace of tables that are named without one
 * @param datacenter the one whose nodes are asked
 */
record CassandraAddress(List<InetSocketAddress> nodes, String keyspace, String datacenter) {

    private static final Pattern FORM = Pattern.compile("cassandra://([^/?@]+)/([A-Za-z0-9_]+)[?]datacenter=([^&?/]+)");
    private static final Pattern NODE = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:\\[\\]]+)(?::([0-9]{1,5}))?");
    private static final int USUAL_PORT = 9042;

    CassandraAddress {
        nodes = List.copyOf(nodes);
    }

    /** @throws IllegalArgumentException says the form */
    static CassandraAddress of(String url) {
        Matcher whole = FORM.matcher(url);
        if (!whole.matches()) {
            throw unreadable();
        }
        List<InetSocketAddress> nodes = new ArrayList<>();
        for (String word : whole.group(1).split(",", -1)) {
            Matcher node = NODE.matcher(word);
            int port = USUAL_PORT;
            if (node.matches() && node.group(2) != null) {
                port = Integer.parseInt(node.group(2));
            }
            if (!node.matches() || port > 65_535) {
                throw unreadable();
            }
            nodes.add(InetSocketAddress.createUnresolved(node.group(1), port));
        }
        return new CassandraAddress(nodes, whole.group(2), whole.group(3));
    }

    private static IllegalArgumentException unreadable() {
        return new IllegalArgumentException(
                "`url` can't be read; write cassandra://host:9042,host:9042/keyspace?datacenter=dc1");
    }
}
