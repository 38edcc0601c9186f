package io.millrace.source.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.ServerVersion;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import io.millrace.source.row.DocumentMapping;
import io.millrace.source.row.MappingReader;
import io.millrace.source.row.RowLimits;
import io.millrace.source.row.RowReader;
import io.millrace.source.row.SourceMapping;
import io.netty.channel.Channel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * What is sent to a replica set, as MongoDB's manual has it ("Read concern snapshot"): the first read of a call asks for a snapshot, and the others for the one that the server chose. The
 * server only says that it is one and answers with a time; it has no snapshots.
 */
class MongoSnapshotTest {

    private final List<Document> finds = new CopyOnWriteArrayList<>();

    @Test
    void readsAMemberAndWhatIsJoinedToItOfOneMoment() throws Exception {
        MongoServer server = new MongoServer(new PretendedReplicaSet().version(ServerVersion.MONGO_5_0));
        server.bind("127.0.0.1", 0);
        String address = "mongodb://127.0.0.1:" + server.getLocalAddress().getPort();
        SourceMapping mapping = MappingReader.read("shop.yaml", """
                name: shop
                engine: mongodb
                url: %s/shop
                documents:
                  - collection: products
                    key: [_id]
                    title: "{{brand.name}}"
                    body: "{{#reviews}}{{text}}{{/reviews}}"
                    parents:
                      brand: {collection: brands, refer: {_id: brand_id}}
                    children:
                      reviews: {collection: reviews, refer: {product_id: _id}}
                    access: [public]
                """.formatted(address));
        DocumentMapping document = mapping.documents().getFirst();
        try (MongoClient client = MongoClients.create(address);
                RowReader reader = new MongoReaders(MongoSettings.USUAL).open(mapping, RowLimits.USUAL)) {
            MongoDatabase shop = client.getDatabase("shop");
            shop.getCollection("products").insertOne(new org.bson.Document("_id", 1).append("brand_id", 2));
            shop.getCollection("brands").insertOne(new org.bson.Document("_id", 2).append("name", "Acme"));
            shop.createCollection("reviews");

            for (int call = 0; call < 2; call++) {
                finds.clear();
                assertThat(reader.read(document, List.of(List.of("1")))).hasSize(1);

                List<Document> concerns = finds.stream()
                        .map(find -> (Document) find.get("readConcern"))
                        .toList();
                assertThat(concerns)
                        .hasSize(3)
                        .allSatisfy(concern -> assertThat(concern).containsEntry("level", "snapshot"));
                assertThat(concerns.getFirst()).doesNotContainKey("atClusterTime");
                assertThat(concerns.subList(1, 3))
                        .allSatisfy(concern -> assertThat(concern)
                                .containsEntry("atClusterTime", finds.getFirst().get("answeredAt")));
            }
            assertThat(reader.inspect(document))
                    .noneMatch(finding -> finding.what().contains("replica set")
                            || finding.what().contains("snapshots"));
        } finally {
            server.shutdownNow();
        }
    }

    private final class PretendedReplicaSet extends MemoryBackend {

        private final AtomicInteger time = new AtomicInteger();

        @Override
        public Document handleCommand(Channel channel, String database, String command, Document query) {
            return member(super.handleCommand(channel, database, command, query));
        }

        @Override
        public Document handleMessage(MongoMessage message) {
            Document question = message.getDocument();
            if (!question.containsKey("find")) {
                return member(super.handleMessage(message));
            }
            Object now = question.get("readConcern") instanceof Document concern && concern.containsKey("atClusterTime")
                    ? concern.get("atClusterTime")
                    : new BsonTimestamp(time.incrementAndGet());
            finds.add(question.clone().append("answeredAt", now));
            Document answer = super.handleMessage(message);
            if (answer.get("cursor") instanceof Document cursor) {
                cursor.append("atClusterTime", now);
            }
            return answer;
        }

        private static Document member(Document answer) {
            return answer.containsKey("maxWireVersion")
                    ? answer.append("setName", "rs0")
                            .append("ismaster", true)
                            .append("maxWireVersion", 17)
                            .append("logicalSessionTimeoutMinutes", 30)
                    : answer;
        }
    }
}
