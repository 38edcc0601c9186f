package io.millrace.capture;

import io.millrace.source.mongodb.MongoReaders;
import io.millrace.source.mongodb.MongoSettings;
import io.millrace.source.row.MappedRowSource;
import io.millrace.source.row.MappingReader;
import io.millrace.source.row.RowLimits;
import io.millrace.source.row.SourceMapping;
import java.nio.file.Path;

/** A shop in a {@link ReplicaSet}, with a real mapping, read by the real driver. */
final class MongoShop implements AutoCloseable {

    final ReplicaSet server;
    final MongoStock stock;
    final Shop shop;
    private final MappedRowSource rows;

    MongoShop(String name, ReplicaSet server, Path folder) throws Exception {
        this.server = server;
        this.stock = new MongoStock(server);
        SourceMapping mapping = MappingReader.read(name + ".yaml", """
                name: %s
                engine: mongodb
                url: %s
                documents:
                  - collection: orders
                    key: [id]
                    title: "{{title}}"
                    body: "{{customer.name}}{{#parts}} {{part}}{{/parts}}{{#notes}} {{words}}{{/notes}}"
                    parents:
                      customer: {collection: customers, refer: {_id: customer_id}}
                    children:
                      parts: {collection: parts, refer: {order_id: id}}
                      notes: {collection: notes, refer: {order_id: id}}
                    access: [public]
                """.formatted(name, server.url()));
        this.rows = new MappedRowSource(
                mapping, new MongoReaders(MongoSettings.USUAL).open(mapping, RowLimits.USUAL), RowLimits.USUAL);
        this.shop = new Shop(rows, new MongoAddress(mapping, MongoSettings.USUAL), null, folder, new Shop.Quick());
    }

    @Override
    public void close() {
        shop.close();
        rows.close();
        server.close();
    }
}
