package dev.scalingpatterns.concurrency;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class H2TransactorTest extends TransactorContract {

    private static H2Database database;

    @BeforeAll
    static void openDatabase() {
        database = H2Database.open();
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @Override
    protected DataSource database() {
        return database.dataSource();
    }

    @Override
    protected Transactor open(DataSource pool, TransactorOptions options) {
        return JdbiTransactor.builder(pool).options(options).build();
    }

    @Override
    protected List<Object> state(Connection connection) throws SQLException {
        List<Object> state = new ArrayList<>(super.state(connection));
        try (Statement statement = connection.createStatement();
                ResultSet locks = statement.executeQuery("CALL LOCK_TIMEOUT()")) {
            locks.next();
            state.add(locks.getInt(1));
            state.add(statement.getQueryTimeout());
        }
        return state;
    }
}
