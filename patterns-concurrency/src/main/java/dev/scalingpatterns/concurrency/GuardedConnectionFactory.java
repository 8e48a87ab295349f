package dev.scalingpatterns.concurrency;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionFactory;

/** Borrows connections for Jdbi, each guarded by a transaction of its own, and gives them back as they were. */
final class GuardedConnectionFactory implements ConnectionFactory {

    private final DataSource source;
    private final Engine engine;

    GuardedConnectionFactory(DataSource source, Engine engine) {
        this.source = source;
        this.engine = engine;
    }

    @Override
    public Connection openConnection() throws SQLException {
        Connection raw = source.getConnection();
        try {
            return GuardedConnection.of(new ActiveTransaction(source, engine, raw));
        } catch (SQLException e) {
            Connections.discard(source, raw);
            raw.close();
            throw e;
        }
    }

    @Override
    public void closeConnection(Connection connection) throws SQLException {
        ((GuardedConnection) Proxy.getInvocationHandler(connection))
                .transaction()
                .close();
    }
}
