package dev.scalingpatterns.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

@WithServers
class PostgresServerIT extends SqlServerContract {

    private final PostgresServer postgres;

    PostgresServerIT(PostgresServer postgres) {
        super(postgres);
        this.postgres = postgres;
    }

    @Override
    String newDatabase() {
        return postgres.newDatabase();
    }

    @Override
    String direct(String url) {
        return url.replace(
                postgres.jdbcUrl("").split("\\?", 2)[0],
                postgres.directJdbcUrl("").split("\\?", 2)[0]);
    }

    @Override
    String impatient(String url) {
        return url + "&socketTimeout=1&loginTimeout=1&connectTimeout=1&cancelSignalTimeout=1";
    }

    @Test
    void isFastByDefaultAndDurableWhenAsked() throws SQLException {
        assertThat(setting(postgres, "fsync")).isEqualTo("off");
        assertThat(setting(postgres, "server_version")).startsWith("18");
        try (PostgresServer own = PostgresServer.builder()
                .fsync(true)
                .option("max_connections", "17")
                .start()) {
            assertThat(setting(own, "fsync")).isEqualTo("on");
            assertThat(setting(own, "synchronous_commit")).isEqualTo("on");
            assertThat(setting(own, "max_connections")).isEqualTo("17");
        }
    }

    @Test
    void anOptionThatItRefusesIsToldWithItsLog() {
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        PostgresServer.builder().option("no_such_thing", "1").start())
                .withMessageContaining("no PostgreSQL can be had here")
                .withMessageContaining("no_such_thing");
    }

    @Test
    void oneThatWasKilledAndClosedLeavesNoSharedMemory() throws SQLException, IOException {
        Path segments = Path.of("/proc/sysvipc/shm");
        assumeThat(segments).exists();
        String id;
        try (PostgresServer own = PostgresServer.builder().start()) {
            assumeThat(own.description()).contains("process of");
            String note = first(own, "SELECT pg_read_file('postmaster.pid')");
            String[] keyAndId = note.lines().toList().get(6).strip().split("\\s+", -1);
            id = keyAndId[1];
            assertThat(ids(segments)).contains(id);
            own.kill();
            assertThat(ids(segments)).contains(id);
        }
        assertThat(ids(segments)).doesNotContain(id);
    }

    private static List<String> ids(Path segments) throws IOException {
        return Files.readAllLines(segments).stream()
                .map(line -> line.strip().split("\\s+", -1)[1])
                .toList();
    }

    private static String setting(PostgresServer server, String name) throws SQLException {
        return first(server, "SHOW " + name);
    }

    private static String first(PostgresServer server, String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
