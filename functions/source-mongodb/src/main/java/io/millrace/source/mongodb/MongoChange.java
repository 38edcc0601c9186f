package io.millrace.source.mongodb;

import io.millrace.core.row.RowChange;
import java.util.List;
import java.util.Set;

/**
 * What one event of a change stream comes to.
 *
 * @param changes of one member; several where a field with which it refers to others is a list, and none where the event tells of nothing that is captured, or of a member that is
 *     gone by now, of which a later event tells
 * @param altered collections, as the mapping names them, that were dropped or renamed
 * @param token where the stream stands after it, as JSON
 * @param last whether no other event follows in this stream: the database was dropped. It can be begun again after this one
 */
public record MongoChange(List<RowChange> changes, Set<String> altered, String token, boolean last) {

    public MongoChange {
        changes = List.copyOf(changes);
        altered = Set.copyOf(altered);
    }
}
