package io.millrace.capture;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.SourceRoot;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.core.row.RowChange;
import io.millrace.core.row.RowSource;
import io.millrace.core.row.RowUri;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Orders with their customer and their lines, as a mapping would say it; a note belongs to an order too, but the log does not say to which it belonged. */
final class ShopRows implements RowSource {

    private final String name;
    private final String url;
    private final Map<String, Long> toldAt = new ConcurrentHashMap<>();
    /** The shortest time, in ns, between what the log said of a document and that this was looked up. */
    volatile long shortest = Long.MAX_VALUE;
    /** Whether it can't be listed. */
    volatile boolean away;
    /** Whether it can't be listed until its mapping is corrected. */
    volatile boolean wrong;
    /** Who lists waits for it, as for a table that somebody alters. */
    volatile @Nullable CountDownLatch locked;
    /** Who has waited for {@link #locked}. */
    final CountDownLatch listing = new CountDownLatch(1);
    /** Whether a listing has something. */
    volatile boolean full;

    ShopRows(String name, String url) {
        this.name = name;
        this.url = url;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public SourceRoot root() {
        return SourceRoot.of(RowUri.rootOf(name), AccessList.EVERYONE);
    }

    String uri(int order) {
        return new RowUri(name, "orders", List.of(Integer.toString(order))).toString();
    }

    String orders() {
        return new RowUri(name, "orders", List.of()).toString();
    }

    @Override
    public Map<String, Set<String>> capturedColumns() {
        return Map.of(
                "orders", Set.of("id", "customer_id"),
                "parts", Set.of("id", "order_id"),
                "notes", Set.of("id", "order_id"),
                "customers", Set.of("id"));
    }

    @Override
    public List<String> affected(RowChange change, @Nullable String after, int limit) throws IOException {
        Set<String> uris = new TreeSet<>();
        switch (change.table()) {
            case "orders" -> add(uris, change, "id");
            case "customers" -> {
                for (String id : query("SELECT id FROM orders WHERE customer_id = "
                        + change.after().get("id"))) {
                    uris.add(uri(Integer.parseInt(id)));
                }
            }
            default -> {
                if (change.kind() != RowChange.Kind.INSERTED && !change.before().containsKey("order_id")) {
                    throw ProblemException.of(
                            Category.UNPROCESSABLE,
                            "row-change-incomplete",
                            "the log does not say the order_id of a row of " + change.table()
                                    + " before it changed: ALTER TABLE " + change.table() + " REPLICA IDENTITY FULL");
                }
                add(uris, change, "order_id");
            }
        }
        uris.forEach(uri -> toldAt.put(uri, System.nanoTime()));
        return uris.stream()
                .filter(uri -> after == null || uri.compareTo(after) > 0)
                .limit(limit)
                .toList();
    }

    private void add(Set<String> uris, RowChange change, String column) {
        for (Map<String, @Nullable String> row : List.of(change.before(), change.after())) {
            String order = row.get(column);
            if (order != null) {
                uris.add(uri(Integer.parseInt(order)));
            }
        }
    }

    @Override
    public Set<String> affectedTables(String table) {
        return Set.of(orders());
    }

    @Override
    public List<Entry> find(List<String> uris) throws IOException {
        List<Entry> there = new ArrayList<>();
        for (String uri : uris) {
            shortest = Math.min(shortest, System.nanoTime() - toldAt.getOrDefault(uri, Long.MIN_VALUE / 2));
            String key = RowUri.parse(uri).key().getFirst();
            query("SELECT title FROM orders WHERE id = " + key).forEach(title -> there.add(new Entry(uri, title, 1)));
        }
        return there;
    }

    private List<String> query(String sql) throws IOException {
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            List<String> values = new ArrayList<>();
            while (row.next()) {
                values.add(row.getString(1));
            }
            return values;
        } catch (SQLException e) {
            throw new IOException("the shop can't be asked", e);
        }
    }

    @Override
    public boolean serves(String uri) {
        return uri.startsWith(RowUri.rootOf(name));
    }

    @Override
    public Content open(String uri) {
        throw new UnsupportedOperationException("a capture opens nothing");
    }

    @Override
    public List<Entry> list(String prefix, @Nullable String after, int limit) throws IOException {
        CountDownLatch lock = locked;
        if (lock != null) {
            listing.countDown();
            try {
                lock.await();
            } catch (InterruptedException e) {
                throw new IOException("nobody waits any more", e);
            }
        }
        if (away) {
            throw new IOException("the shop is closed");
        }
        if (wrong) {
            throw ProblemException.of(Category.UNAVAILABLE, "row-mapping-wrong", "orders has no title");
        }
        // A capture only looks whether it can be listed.
        return full ? List.of(new Entry(uri(1), "1", 1)) : List.of();
    }

    @Override
    public boolean contains(String uri) {
        throw new UnsupportedOperationException("a capture finds all at once");
    }
}
