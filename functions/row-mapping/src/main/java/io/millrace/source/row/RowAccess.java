package io.millrace.source.row;

import io.millrace.core.document.AccessList;
import io.millrace.core.problem.Problem.Category;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Who may see a row. A row that names nobody, or somebody whom no access list can name, is refused: nobody sees it. */
final class RowAccess {

    private RowAccess() {}

    static AccessList of(DocumentMapping mapping, JoinedRow row, String uri) {
        return switch (mapping.access()) {
            case AccessRule.Fixed(AccessList access) -> access;
            case AccessRule.FromColumns rule -> named(rule, row, uri);
        };
    }

    private static AccessList named(AccessRule.FromColumns rule, JoinedRow row, String uri) {
        Set<String> principals = new TreeSet<>();
        for (AccessRule.Column column : rule.columns()) {
            for (Object value : row.values(column.reference())) {
                add(value, column, principals, uri);
            }
        }
        if (principals.isEmpty()) {
            throw RowRenderer.refused(
                    Category.UNPROCESSABLE,
                    "document-access-empty",
                    uri + " names nobody who may see it, so nobody sees it; fill one of the columns of `access`");
        }
        if (principals.size() > AccessList.MAX_PRINCIPALS) {
            throw RowRenderer.refused(
                    Category.UNPROCESSABLE,
                    "document-access-too-long",
                    uri + " names " + principals.size() + " who may see it, and the most is "
                            + AccessList.MAX_PRINCIPALS + "; name groups");
        }
        return new AccessList(principals.stream().toList());
    }

    private static void add(@Nullable Object value, AccessRule.Column column, Set<String> principals, String uri) {
        if (value instanceof Collection<?> several) {
            several.forEach(one -> add(one, column, principals, uri));
            return;
        }
        String name = CellText.of(value).strip();
        if (name.isEmpty()) {
            return;
        }
        String principal = column.kind().principal(name);
        if (!AccessList.isPrincipal(principal)) {
            throw RowRenderer.refused(
                    Category.UNPROCESSABLE,
                    "document-access-invalid",
                    uri + ": column " + column.reference().word()
                            + " names somebody in a form that no access list has, so nobody sees it; names have no spaces and commas");
        }
        principals.add(principal);
    }
}
