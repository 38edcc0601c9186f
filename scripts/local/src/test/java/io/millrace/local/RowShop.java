package io.millrace.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;

/** A shop's products in PostgreSQL, with the brands that they have and the reviews that they get, and what happens to them by chance. */
final class RowShop {

    static final String NAME = "shop";

    private static final List<String> WORDS = List.of(
            "sluice", "weir", "paddle", "gudgeon", "penstock", "tailrace", "leat", "pound", "culvert", "headgate");

    private final String url;
    private final Random random;
    private final TreeSet<Integer> products = new TreeSet<>();
    private final TreeSet<Integer> reviews = new TreeSet<>();
    private int brands;
    private int next;

    RowShop(String url, long seed) {
        this.url = url;
        this.random = new Random(seed);
    }

    void create(int rows) throws SQLException {
        // As many rows to a brand whatever the size: a brand with another name changes the documents of them all.
        brands = Math.max(1, rows / 8);
        List<String> statements = new ArrayList<>(List.of(
                "DROP SCHEMA IF EXISTS shop CASCADE",
                "CREATE SCHEMA shop",
                "CREATE TABLE shop.brands (id int PRIMARY KEY, name text NOT NULL)",
                "CREATE TABLE shop.products (id int PRIMARY KEY, name text NOT NULL, price numeric(9,2) NOT NULL, brand_id int NOT NULL)",
                "CREATE INDEX ON shop.products (brand_id)",
                "CREATE TABLE shop.reviews (id int PRIMARY KEY, product_id int NOT NULL, text text NOT NULL)",
                "CREATE INDEX ON shop.reviews (product_id)",
                // Else a review that goes, or goes elsewhere, does not say where it was.
                "ALTER TABLE shop.reviews REPLICA IDENTITY FULL",
                "DROP PUBLICATION IF EXISTS millrace",
                "CREATE PUBLICATION millrace FOR TABLES IN SCHEMA shop"));
        for (int brand = 0; brand < brands; brand++) {
            statements.add("INSERT INTO shop.brands VALUES (" + brand + ", 'Brand " + word() + "')");
        }
        for (int row = 0; row < rows; row++) {
            statements.add(newProduct());
            statements.add(newReview());
        }
        run(statements);
    }

    /** Writes the mapping to where a Millrace on {@code data} looks for it. */
    void map(Path data) throws IOException {
        Files.writeString(Files.createDirectories(data.resolve("databases")).resolve(NAME + ".yaml"), mapping());
    }

    String mapping() {
        return """
                name: %s
                engine: postgresql
                url: %s
                user: postgres
                documents:
                  - table: shop.products
                    key: [id]
                    title: "{{name}}"
                    body: |
                      The {{name}} costs {{price}} and is made by {{brand.name}}.
                      {{#reviews}}
                      - Somebody said: {{text}}.
                      {{/reviews}}
                    parents:
                      brand: {table: shop.brands, refer: {id: brand_id}}
                    children:
                      reviews: {table: shop.reviews, refer: {product_id: id}, order: [id]}
                    metadata: {price: number, brand.name: keyword}
                    access: [public]
                """.formatted(NAME, url.substring(0, url.indexOf('?')));
    }

    /** A change or a transaction of some, of rows chosen by chance. */
    void change() throws SQLException {
        List<String> statements = new ArrayList<>();
        int many = random.nextInt(4) == 0 ? 2 + random.nextInt(8) : 1;
        for (int i = 0; i < many; i++) {
            statements.add(statement());
        }
        run(statements);
    }

    /** Gives a product another name, which no other change gives. */
    void rename(int product, String name) throws SQLException {
        run(List.of("UPDATE shop.products SET name = '" + name + "' WHERE id = " + product));
    }

    private String statement() {
        return switch (random.nextInt(10)) {
            case 0, 1 -> newProduct();
            case 2 ->
                "UPDATE shop.products SET price = " + price() + ", name = '" + name() + "' WHERE id = " + product();
            case 3 -> {
                int old = product();
                products.remove(old);
                products.add(++next);
                yield "UPDATE shop.products SET id = " + next + " WHERE id = " + old;
            }
            case 4 -> {
                int old = product();
                products.remove(old);
                yield "DELETE FROM shop.products WHERE id = " + old;
            }
            case 5 -> "UPDATE shop.reviews SET product_id = " + product() + " WHERE id = " + review();
            case 6 -> "UPDATE shop.reviews SET text = '" + text() + "' WHERE id = " + review();
            case 7 -> {
                int old = review();
                reviews.remove(old);
                yield "DELETE FROM shop.reviews WHERE id = " + old;
            }
            case 8 -> "UPDATE shop.brands SET name = 'Brand " + word() + "' WHERE id = " + random.nextInt(brands);
            default -> newReview();
        };
    }

    private String newProduct() {
        products.add(++next);
        return "INSERT INTO shop.products VALUES (" + next + ", '" + name() + "', " + price() + ", "
                + random.nextInt(brands) + ")";
    }

    private String newReview() {
        reviews.add(++next);
        return "INSERT INTO shop.reviews VALUES (" + next + ", " + product() + ", '" + text() + "')";
    }

    private int product() {
        return any(products);
    }

    private int review() {
        return any(reviews);
    }

    /** One that is there, or was. */
    private int any(NavigableSet<Integer> ids) {
        Integer found = ids.ceiling(random.nextInt(next + 1));
        return found == null ? next : found;
    }

    private String price() {
        return random.nextInt(100) + "." + (10 + random.nextInt(90));
    }

    private String name() {
        return word() + " " + random.nextInt(1000);
    }

    private String text() {
        return word() + " and " + word() + " " + random.nextInt(1000);
    }

    private String word() {
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    /** Ends every connection to the database, as a network that breaks does. */
    void breakConnections() throws SQLException {
        run(List.of("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                + " AND backend_type IN ('client backend', 'walsender')"));
    }

    /** What the log's reader left behind, so that the next test begins anew. */
    void dropSlots() throws SQLException {
        run(List.of("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE NOT active"));
    }

    /** All in one transaction. */
    private void run(List<String> statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            // The tests' server does not wait for its log; here a row that was seen must outlive a crash, as on any
            // other.
            statement.execute("SET LOCAL synchronous_commit = on");
            for (String each : statements) {
                statement.execute(each);
            }
            connection.commit();
        }
    }
}
