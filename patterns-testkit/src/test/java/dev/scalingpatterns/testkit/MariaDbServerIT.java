package dev.scalingpatterns.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

@WithServers
class MariaDbServerIT extends SqlServerContract {

    private final MariaDbServer mariaDb;

    MariaDbServerIT(MariaDbServer mariaDb) {
        super(mariaDb);
        this.mariaDb = mariaDb;
    }

    @Override
    String newDatabase() {
        return mariaDb.newDatabase();
    }

    @Override
    String direct(String url) {
        return url.replace(
                mariaDb.jdbcUrl("").split("\\?", 2)[0],
                mariaDb.directJdbcUrl("").split("\\?", 2)[0]);
    }

    @Override
    String impatient(String url) {
        return url + "&socketTimeout=1000&connectTimeout=1000";
    }

    @Test
    void isFastByDefaultAndDurableWhenAsked() throws SQLException {
        assertThat(variable(mariaDb, "innodb_flush_log_at_trx_commit")).isEqualTo("2");
        try (MariaDbServer own = MariaDbServer.builder()
                .fsync(true)
                .option("innodb_lock_wait_timeout", "2")
                .start()) {
            assertThat(variable(own, "innodb_flush_log_at_trx_commit")).isEqualTo("1");
            assertThat(variable(own, "innodb_lock_wait_timeout")).isEqualTo("2");
        }
    }

    private static String variable(MariaDbServer server, String name) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT @@" + name)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
