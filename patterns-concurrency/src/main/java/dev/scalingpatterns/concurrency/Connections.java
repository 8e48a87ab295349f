package dev.scalingpatterns.concurrency;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Keeps connections whose state is not known away from the next borrower. */
final class Connections {

    private Connections() {}

    static void discard(DataSource source, Connection connection) throws SQLException {
        if (source instanceof HikariDataSource pool) {
            pool.evictConnection(connection);
        } else {
            connection.abort(Runnable::run);
        }
    }
}
