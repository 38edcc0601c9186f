package io.millrace.capture;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Updates;
import java.util.List;
import org.bson.Document;

/** Orders have a key of their own, not {@code _id}; of what a note was before, nothing is kept. */
final class MongoStock implements Stock {

    static final List<String> COLLECTIONS = List.of("customers", "orders", "parts", "notes");

    private final ReplicaSet server;

    MongoStock(ReplicaSet server) {
        this.server = server;
        server.events().keepImages("shop.customers", "shop.orders", "shop.parts");
        open();
    }

    /** Makes the collections. */
    void open() {
        MongoDatabase shop = server.database();
        COLLECTIONS.forEach(shop::createCollection);
        shop.getCollection("orders").createIndex(Indexes.ascending("id"), new IndexOptions().unique(true));
    }

    MongoCollection<Document> collection(String name) {
        return server.database().getCollection(name);
    }

    void note(int id, int order) {
        collection("notes")
                .insertOne(new Document("_id", id).append("order_id", order).append("words", "fragile"));
    }

    @Override
    public void order(int id, int customer) {
        collection("orders")
                .insertOne(
                        new Document("id", id).append("customer_id", customer).append("title", "order " + id));
    }

    @Override
    public void removeOrder(int id) {
        collection("orders").deleteOne(Filters.eq("id", id));
    }

    @Override
    public void rekey(int from, int to) {
        collection("orders").updateOne(Filters.eq("id", from), Updates.set("id", to));
    }

    @Override
    public void customer(int id, String name) {
        collection("customers").insertOne(new Document("_id", id).append("name", name));
    }

    @Override
    public void rename(int customer, String name) {
        collection("customers").updateOne(Filters.eq("_id", customer), Updates.set("name", name));
    }

    @Override
    public void part(int id, int order) {
        collection("parts")
                .insertOne(new Document("_id", id).append("order_id", order).append("part", "bolt"));
    }

    @Override
    public void movePart(int id, int order) {
        collection("parts").updateOne(Filters.eq("_id", id), Updates.set("order_id", order));
    }

    @Override
    public void clearParts() {
        collection("parts").drop();
        server.database().createCollection("parts");
    }

    @Override
    public void together(Write... writes) throws Exception {
        server.events().begin();
        try {
            for (Write write : writes) {
                write.run();
            }
        } finally {
            server.events().commit();
        }
    }
}
