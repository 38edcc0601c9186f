package io.millrace.capture;

import io.millrace.core.problem.ProblemException;
import io.millrace.core.row.RowSource;
import io.millrace.source.row.MappingFailures;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A look at the tables of a scope: whether a comparison of them could list anything now. Each is asked for one document, since a listing of a whole source passes over a
 * table that its mapping has wrong.
 *
 * @param rows whether one of them has a row
 * @param wrong tables that can't be read until a person has corrected the mapping or the grants, with what is to be corrected
 * @param away why the others can't be read; empty where they can
 */
record TableLook(boolean rows, Map<String, String> wrong, String away) {

    TableLook {
        wrong = Map.copyOf(wrong);
    }

    static TableLook at(RowSource source, String scope) {
        Set<String> tables = new TreeSet<>();
        if (scope.equals(source.root().uri())) {
            source.capturedColumns().keySet().forEach(table -> tables.addAll(source.affectedTables(table)));
        } else {
            tables.add(scope);
        }
        boolean rows = false;
        Map<String, String> wrong = new LinkedHashMap<>();
        for (String table : tables) {
            try {
                rows |= !source.list(table, null, 1).isEmpty();
            } catch (ProblemException e) {
                if (!e.problem().code().equals(MappingFailures.CODE)) {
                    return new TableLook(rows, wrong, Reasons.of(e));
                }
                wrong.put(table, Reasons.of(e));
            } catch (IOException e) {
                return new TableLook(rows, wrong, Reasons.of(e));
            }
        }
        return new TableLook(rows, wrong, "");
    }

    /** Whether all of a scope can be listed. */
    boolean isWhole() {
        return wrong.isEmpty() && away.isEmpty();
    }
}
