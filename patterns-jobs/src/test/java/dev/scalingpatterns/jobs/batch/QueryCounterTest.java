package dev.scalingpatterns.jobs.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingpatterns.jobs.batch.jdbi.JdbiBatch;
import dev.scalingpatterns.testkit.Race;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@NullUnmarked // it passes nulls on purpose
class QueryCounterTest {

    private final QueryCounter counter = QueryCounter.create();
    private final JdbcDataSource h2 = new JdbcDataSource();
    private DataSource data;
    private Connection keepsTheDatabase;

    @BeforeEach
    void open() throws SQLException {
        h2.setURL("jdbc:h2:mem:counter" + UUID.randomUUID());
        keepsTheDatabase = h2.getConnection();
        try (Statement statement = keepsTheDatabase.createStatement()) {
            statement.execute("create table posts (id bigint primary key, user_id bigint)");
            statement.execute("insert into posts select x, mod(x, 10) from system_range(1, 100)");
        }
        data = counter.wrap(h2);
    }

    @AfterEach
    void close() throws SQLException {
        keepsTheDatabase.close();
    }

    private void query(long user) {
        try (Connection connection = data.getConnection();
                PreparedStatement statement = connection.prepareStatement("select id from posts where user_id = ?")) {
            statement.setLong(1, user);
            statement.executeQuery().close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void exactCountsAreAsserted() {
        counter.assertQueries(2, () -> {
            query(1);
            query(2);
        });
        counter.assertMaxQueries(2, () -> query(1));
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> counter.assertQueries(2, () -> query(1)))
                .withMessageContaining("expected 2 statements, but there were 1")
                .withMessageContaining("1 × select id from posts where user_id = ?");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> counter.assertMaxQueries(0, () -> query(1)))
                .withMessageContaining("at most 0");
    }

    @Test
    void theMessageNamesTheLineAndTheBatch() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() ->
                        counter.assertNoNPlusOne(() -> dev.scalingpatterns.jobs.batch.patterns.Page.render(data, 7)))
                .withMessageContaining("N_PLUS_ONE 7 × select id from posts where user_id = ?")
                .withMessageContaining("Page.render(Page.java:")
                .withMessageContaining("where user_id = any(:keys)");
    }

    @Test
    void workThatGrowsWithItsRowsIsRefused() {
        counter.assertScales(2, 20, rows -> query(rows));
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> counter.assertScales(2, 20, rows -> {
                    for (int i = 0; i < rows; i++) {
                        query(i);
                    }
                }))
                .withMessageContaining("2 statements for 2 rows, but 20 for 20");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> counter.assertScales(2, 20, rows -> {}))
                .withMessageContaining("no statement was counted");
    }

    @Test
    void recordingsSideBySideCountTheirOwnOnly() {
        Race.of(8).rounds(25).run((number, round) -> {
            int own = number + 1;
            counter.assertQueries(own * 2, () -> {
                for (int i = 0; i < own; i++) {
                    query(i);
                }
                BatchScope.run(scope -> {
                    for (int i = 0; i < own; i++) {
                        int user = i;
                        CompletableFuture<Void> unused = scope.fork(() -> {
                            query(user);
                            return null;
                        });
                    }
                });
            });
        });
    }

    @Test
    void workersOfAPoolAreCountedThroughTheRecording() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            pool.submit(() -> {}).get();
            pool.submit(() -> {}).get();
            try (QueryRecording recording = counter.record("pool")) {
                List<CompletableFuture<Void>> all = new ArrayList<>();
                for (int i = 0; i < 6; i++) {
                    all.add(CompletableFuture.runAsync(() -> query(1), recording.executor(pool)));
                    all.add(CompletableFuture.runAsync(() -> query(1), pool));
                }
                CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0]))
                        .join();
                assertThat(recording.count()).isEqualTo(6);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void aRecordingWithinAnotherCountsForBoth() {
        try (QueryRecording outer = counter.record("outer")) {
            query(1);
            counter.assertQueries(1, () -> query(2));
            assertThat(outer.count()).isEqualTo(2);
            assertThat(outer.shapes())
                    .containsExactly(java.util.Map.entry("select id from posts where user_id = ?", 2L));
        }
    }

    @Test
    void repeatedQuestionsAreAFindingOfTheirOwn() {
        try (QueryRecording recording = counter.record("again")) {
            dev.scalingpatterns.jobs.batch.patterns.Page.askAgain(data, 6);
            assertThat(recording.findings()).singleElement().satisfies(finding -> {
                assertThat(finding.kind()).isEqualTo(QueryFinding.Kind.REPEATED);
                assertThat(finding.times()).isEqualTo(6);
            });
        }
    }

    @Test
    void theListenerHearsAndMayThrow() {
        List<String> heard = new ArrayList<>();
        QueryCounter telling = QueryCounter.builder()
                .threshold(3)
                .listener(new QueryListener() {
                    @Override
                    public void onRecording(String recording, long statements) {
                        heard.add(recording + " " + statements);
                        throw new ArithmeticException("a bad listener");
                    }

                    @Override
                    public void onFinding(String recording, QueryFinding finding) {
                        heard.add(recording + " " + finding.kind());
                    }
                })
                .build();
        QueryRecording recording = telling.record("GET /page");
        dev.scalingpatterns.jobs.batch.patterns.Page.render(telling.wrap(h2), 4);
        recording.close();
        recording.close();
        assertThat(heard).containsExactly("GET /page 4", "GET /page N_PLUS_ONE");
    }

    @Test
    void offCostsNothing() {
        QueryCounter off = QueryCounter.builder().enabled(false).build();
        assertThat(off.wrap(h2)).isSameAs(h2);
        assertThat(off.wrap(keepsTheDatabase)).isSameAs(keepsTheDatabase);
        assertThatIllegalStateException()
                .isThrownBy(() -> off.assertQueries(0, () -> {}))
                .withMessageContaining("off");
    }

    @Test
    void whatIsWrappedBehavesAsBefore() throws SQLException {
        try (Connection connection = data.getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(statement.getConnection()).isSameAs(connection);
            assertThat(connection.unwrap(Connection.class)).isSameAs(connection);
            assertThat(connection.isWrapperFor(Connection.class)).isTrue();
            assertThat(List.of(connection, statement).indexOf(statement)).isEqualTo(1);
            assertThat(connection.unwrap(org.h2.jdbc.JdbcConnection.class)).isNotNull();
            assertThatThrownBy(() -> statement.execute("selekt")).isInstanceOf(SQLException.class);
            assertThat(new java.util.HashSet<>(List.of(connection))).contains(connection);
        }
        assertThat(keepsTheDatabase.isClosed()).isFalse();
    }

    @Test
    void anExistingJdbiIsCounted() {
        Jdbi jdbi = Jdbi.create(h2);
        JdbiBatch.count(jdbi, counter);
        counter.assertQueries(1, () -> jdbi.useHandle(handle -> handle.execute("select 1")));
    }

    @Test
    void keysGoAsOneArray() {
        Jdbi jdbi = Jdbi.create(data);
        BatchFunction<Long, java.util.Collection<Long>> byIds = JdbiBatch.byKeys(
                jdbi, "select id from posts where id = any(:keys) order by id", (row, context) -> row.getLong(1));
        BatchLoader<Long, Long> loader = BatchLoader.unique(byIds, id -> id);
        counter.assertQueries(
                1,
                () -> BatchScope.run(scope ->
                        assertThat(loader.loadAll(List.of(3L, 2L, 999L))).containsOnlyKeys(3L, 2L)));
        try (Handle handle = jdbi.open()) {
            assertThat(JdbiBatch.byKeys(handle, "select 1 where 1 = any(:keys)", List.of(), (row, context) -> 1))
                    .isEmpty();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> JdbiBatch.byKeys(
                            handle, "select 1 where 1 = any(:keys)", List.of(1L, "x"), (row, context) -> 1))
                    .withMessageContaining("java.lang.String");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JdbiBatch.byKeys(jdbi, "select 1", (row, context) -> 1))
                .withMessageContaining("= any(:keys)");
    }

    @Test
    void badSettingsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QueryCounter.builder().threshold(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QueryCounter.builder().sampleEvery(0));
        assertThatThrownBy(() -> counter.wrap((DataSource) null)).hasMessage("dataSource");
    }

    @Test
    void aRecordingIsClosedByItsOwnThread() {
        try (QueryRecording recording = counter.record("mine")) {
            CompletableFuture<Void> other = CompletableFuture.runAsync(recording::close);
            assertThatThrownBy(other::join)
                    .hasCauseInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("mine");
        }
    }
}
