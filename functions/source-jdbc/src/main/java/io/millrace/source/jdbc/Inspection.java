package io.millrace.source.jdbc;

import io.millrace.source.row.RowFinding;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** What a database has to say of a mapping that can be read. */
interface Inspection {

    List<RowFinding> findings(Connection connection, BoundDocument bound) throws SQLException;
}
