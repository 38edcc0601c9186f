package io.millrace.source.mongodb;

import com.mongodb.client.model.Projections;
import io.millrace.source.row.DocumentMapping;
import io.millrace.source.row.Join;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bson.conversions.Bson;

/** Which fields the server is asked for: those that the mapping names, and no others. */
final class Projection {

    private Projection() {}

    /** Of the members that documents are made of. */
    static Bson own(DocumentMapping document) {
        Set<String> fields = new LinkedHashSet<>(document.key());
        fields.addAll(document.columns());
        document.joins().values().forEach(join -> fields.addAll(join.refer().values()));
        return of(fields);
    }

    /** Of joined ones. */
    static Bson of(Join join) {
        return of(join.columns());
    }

    /** MongoDB gives {@code _id} unless it is told not to, and takes no field together with one within it. */
    static Bson of(Collection<String> fields) {
        List<String> outermost = outermost(fields);
        List<Bson> parts = new ArrayList<>(List.of(Projections.include(outermost)));
        if (!outermost.contains("_id") && outermost.stream().noneMatch(field -> field.startsWith("_id."))) {
            parts.add(Projections.excludeId());
        }
        return Projections.fields(parts);
    }

    /** Without those within others. */
    static List<String> outermost(Collection<String> fields) {
        return fields.stream()
                .filter(field -> fields.stream().noneMatch(other -> field.startsWith(other + ".")))
                .distinct()
                .toList();
    }

    /** A field that is named whole, with one in it that is never to be read; what is wrong and the remedy. */
    static Optional<String> forbidden(DocumentMapping document) {
        Set<String> used = new LinkedHashSet<>(document.key());
        document.references().forEach(reference -> used.add(reference.word()));
        for (Join join : document.joins().values()) {
            used.addAll(join.refer().values());
            join.refer().keySet().forEach(other -> used.add(join.name() + "." + other));
            join.order().forEach(other -> used.add(join.name() + "." + other));
        }
        for (String never : document.never()) {
            for (String field : used) {
                if (never.equals(field) || never.startsWith(field + ".") || field.startsWith(never + ".")) {
                    return Optional.of("field " + field + " is used, and `never` forbids " + never
                            + "; name the fields within it that may be read");
                }
            }
        }
        return Optional.empty();
    }
}
