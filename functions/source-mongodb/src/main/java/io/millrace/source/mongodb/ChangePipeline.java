package io.millrace.source.mongodb;

import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.conversions.Bson;

/**
 * What the server makes of the events of a change stream before it sends them: those of the captured collections, with the fields that are asked for, and of an update only the
 * names of what it set or removed. A field that is asked for of one collection comes of all, since a projection does not know whose event it is.
 */
final class ChangePipeline {

    /** Where the names of changed fields are: paths with dots, in which positions in lists are numbers. */
    static final String CHANGED = "changed";

    private static final Bson NAMES = BsonDocument.parse("""
            {$concatArrays: [
              {$map: {input: {$objectToArray: {$ifNull: ["$updateDescription.updatedFields", {}]}}, in: "$$this.k"}},
              {$ifNull: ["$updateDescription.removedFields", []]},
              {$ifNull: ["$updateDescription.truncatedArrays.field", []]}]}""");

    private final Map<String, Set<String>> columns;

    ChangePipeline(Map<String, Set<String>> columns) {
        this.columns = columns;
    }

    /** Whether events must have more of a member than its {@code _id}. */
    boolean needsMembers() {
        return columns.values().stream().flatMap(Set::stream).anyMatch(column -> !column.equals("_id"));
    }

    List<Bson> stages() {
        Set<String> collections = columns.keySet();
        List<String> kept =
                new ArrayList<>(List.of("operationType", "clusterTime", "wallTime", "ns", "to", "documentKey"));
        Set<String> fields = new LinkedHashSet<>(List.of("_id"));
        columns.values().forEach(fields::addAll);
        for (String field : Projection.outermost(fields)) {
            kept.add("fullDocument." + field);
            kept.add("fullDocumentBeforeChange." + field);
        }
        return List.of(
                Aggregates.match(Filters.or(
                        Filters.in("ns.coll", collections),
                        Filters.in("to.coll", collections),
                        Filters.in("operationType", "dropDatabase", "invalidate"))),
                Aggregates.project(
                        Projections.fields(Projections.include(kept), Projections.computed(CHANGED, NAMES))));
    }
}
