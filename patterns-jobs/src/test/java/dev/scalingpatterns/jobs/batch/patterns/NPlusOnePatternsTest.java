package dev.scalingpatterns.jobs.batch.patterns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingpatterns.jobs.batch.BatchLoader;
import dev.scalingpatterns.jobs.batch.BatchScope;
import dev.scalingpatterns.jobs.batch.QueryCounter;
import dev.scalingpatterns.jobs.batch.QueryFinding;
import dev.scalingpatterns.jobs.batch.QueryRecording;
import dev.scalingpatterns.jobs.batch.jdbi.JdbiBatch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What is an N+1 and what only looks like one, as programs write it, on a real SQL engine. */
class NPlusOnePatternsTest {

    private static final int ROWS = 10;
    private static final RowMapper<Post> POST =
            (row, context) -> new Post(row.getLong("id"), row.getLong("user_id"), row.getString("title"));

    private final QueryCounter counter = QueryCounter.create();
    private final ExecutorService pool = Executors.newSingleThreadExecutor();
    private Connection keepsTheDatabase;
    private DataSource data;
    private Jdbi jdbi;
    private Posts posts;

    record Post(long id, long userId, String title) {}

    /** Work on the database. */
    @FunctionalInterface
    interface Work {

        void run() throws Exception;
    }

    @BeforeEach
    void open() throws Exception {
        // Its thread begins before any recording does.
        pool.submit(() -> {}).get();
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setURL("jdbc:h2:mem:patterns" + System.identityHashCode(this));
        keepsTheDatabase = h2.getConnection();
        try (Statement statement = keepsTheDatabase.createStatement()) {
            statement.execute("create table if not exists users (id bigint primary key, name varchar, boss bigint)");
            statement.execute(
                    "create table if not exists posts (id bigint primary key, user_id bigint, title varchar)");
            statement.execute("delete from users");
            statement.execute("delete from posts");
            statement.execute("insert into users select x, 'user' || x, x - 1 from system_range(1, 20)");
            statement.execute("insert into posts select x, mod(x, 20) + 1, 'post' || x from system_range(1, 100)");
        }
        data = counter.wrap(h2);
        jdbi = Jdbi.create(data);
        posts = new Posts(jdbi);
    }

    @AfterEach
    void close() throws SQLException {
        keepsTheDatabase.close();
        pool.shutdownNow();
    }

    /** A data access object as one writes it. */
    private record Posts(Jdbi jdbi) {

        List<Post> byUser(long user) {
            return jdbi.withHandle(handle -> handle.createQuery("select * from posts where user_id = :user")
                    .bind("user", user)
                    .map(POST)
                    .list());
        }

        List<Post> page(int page) {
            return jdbi.withHandle(
                    handle -> handle.createQuery("select * from posts order by id limit 5 offset :offset")
                            .bind("offset", page * 5)
                            .map(POST)
                            .list());
        }

        List<Post> after(long id) {
            return jdbi.withHandle(
                    handle -> handle.createQuery("select * from posts where id > :id order by id limit 5")
                            .bind("id", id)
                            .map(POST)
                            .list());
        }

        List<Post> byUserAndTitle(long user, String title) {
            return jdbi.withHandle(
                    handle -> handle.createQuery("select * from posts where user_id = :user and title = :title")
                            .bind("user", user)
                            .bind("title", title)
                            .map(POST)
                            .list());
        }
    }

    private static LongStream ids() {
        return LongStream.rangeClosed(1, ROWS);
    }

    private void jdbc(String sql, Object... parameters) throws SQLException {
        try (Connection connection = data.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.execute();
        }
    }

    private void literal(String sql) throws SQLException {
        try (Connection connection = data.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long recursive(long user, int depth) {
        return depth == 0 ? 0 : posts.byUser(user).size() + recursive(user + 1, depth - 1);
    }

    private void tree(long parent, int depth) throws SQLException {
        if (depth > 0) {
            jdbc("select * from users where boss = ?", parent);
            tree(parent * 2, depth - 1);
            tree(parent * 2 + 1, depth - 1);
        }
    }

    @TestFactory
    Stream<DynamicTest> nPlusOne() {
        Map<String, Work> patterns = new HashMap<>();
        patterns.put("a loop over a DAO", () -> ids().forEach(posts::byUser));
        patterns.put("a stream", () -> assertThat(ids().mapToObj(posts::byUser)).hasSize(ROWS));
        patterns.put("a for loop", () -> {
            for (long id = 1; id <= ROWS; id++) {
                posts.byUser(id);
            }
        });
        patterns.put("plain JDBC", () -> {
            for (long id = 1; id <= ROWS; id++) {
                jdbc("select * from posts where user_id = ?", id);
            }
        });
        patterns.put("one prepared statement, executed again and again", () -> {
            try (Connection connection = data.getConnection();
                    PreparedStatement statement = connection.prepareStatement("select * from posts where user_id=?")) {
                for (long id = 1; id <= ROWS; id++) {
                    statement.setLong(1, id);
                    try (ResultSet rows = statement.executeQuery()) {
                        assertThat(rows.getStatement()).isNotNull();
                    }
                }
            }
        });
        patterns.put("numbers put into the text", () -> {
            for (long id = 1; id <= ROWS; id++) {
                literal("select * from posts where user_id = " + id);
            }
        });
        patterns.put("strings put into the text", () -> {
            for (long id = 1; id <= ROWS; id++) {
                literal("select * from users where name = 'it''s user" + id + "'");
            }
        });
        patterns.put("blanks and comments that differ", () -> {
            for (int id = 1; id <= ROWS; id++) {
                literal("select *" + " ".repeat(id) + "from posts /* " + id + " */ where user_id = " + id);
            }
        });
        patterns.put("a constant second parameter", () -> {
            for (long id = 1; id <= ROWS; id++) {
                posts.byUserAndTitle(id, "post1");
            }
        });
        patterns.put("a constant condition in the text", () -> {
            for (long id = 1; id <= ROWS; id++) {
                jdbc("select * from posts where title <> 'draft' and user_id = ?", id);
            }
        });
        patterns.put("an IN of one", () -> {
            for (long id = 1; id <= ROWS; id++) {
                jdbc("select * from posts where user_id in (?)", id);
            }
        });
        patterns.put("a count per row", () -> {
            for (long id = 1; id <= ROWS; id++) {
                jdbc("select count(*) from posts where user_id = ?", id);
            }
        });
        patterns.put("a join per row", () -> {
            for (long id = 1; id <= ROWS; id++) {
                jdbc("select * from posts p join users u on u.id = p.user_id where u.id = ?", id);
            }
        });
        patterns.put("the parameter before its column", () -> {
            for (long id = 1; id <= ROWS; id++) {
                jdbc("select * from posts where ? = user_id", id);
            }
        });
        patterns.put("a function of the column", () -> {
            for (long id = 1; id <= ROWS; id++) {
                jdbc("select * from users where lower(name) = ?", "user" + id);
            }
        });
        patterns.put("the first page of each parent", () -> {
            for (long id = 1; id <= ROWS; id++) {
                jdbc("select * from posts where user_id = ? order by id limit 3", id);
            }
        });
        patterns.put("a delete per row", () -> {
            for (long id = 1; id <= ROWS; id++) {
                jdbc("delete from posts where user_id = ?", id + 1_000);
            }
        });
        patterns.put("an update per row, the same change", () -> {
            for (long id = 1; id <= ROWS; id++) {
                jdbc("update users set boss = 0 where id = ?", id);
            }
        });
        patterns.put("some keys twice", () -> {
            for (long id = 1; id <= ROWS; id++) {
                posts.byUser(id % 3);
            }
        });
        patterns.put("down a chain, by recursion", () -> recursive(1, ROWS));
        patterns.put("down a tree, by recursion", () -> tree(1, 4));
        patterns.put(
                "on many threads of a scope",
                () -> BatchScope.run(scope -> {
                    for (long id = 1; id <= ROWS; id++) {
                        long user = id;
                        CompletableFuture<List<Post>> unused = scope.fork(() -> posts.byUser(user));
                    }
                }));
        patterns.put(
                "in one transaction",
                () -> jdbi.useTransaction(handle -> {
                    for (long id = 1; id <= ROWS; id++) {
                        handle.createQuery("select * from posts where user_id = ?")
                                .bind(0, id)
                                .map(POST)
                                .list();
                    }
                }));
        patterns.put("amid other statements", () -> {
            for (long id = 1; id <= ROWS; id++) {
                posts.byUser(id);
                jdbc("select 1");
                posts.page(0);
            }
        });
        return tests(patterns, true);
    }

    @TestFactory
    Stream<DynamicTest> notNPlusOne() {
        Map<String, Work> patterns = new HashMap<>();
        patterns.put("nothing", () -> {});
        patterns.put("one query", () -> posts.byUser(1));
        patterns.put(
                "fewer than the threshold", () -> LongStream.rangeClosed(1, 4).forEach(posts::byUser));
        patterns.put("pages by offset", () -> {
            for (int page = 0; page < ROWS; page++) {
                posts.page(page);
            }
        });
        patterns.put("pages by key", () -> {
            for (int page = 0; page < ROWS; page++) {
                posts.after(page * 5L);
            }
        });
        patterns.put("the same question again and again", () -> {
            for (int i = 0; i < ROWS; i++) {
                posts.byUser(1);
            }
        });
        patterns.put("a health check", () -> {
            for (int i = 0; i < ROWS; i++) {
                jdbc("select 1");
            }
        });
        patterns.put("the same DAO from different places", () -> {
            posts.byUser(1);
            posts.byUser(2);
            posts.byUser(3);
            posts.byUser(4);
            posts.byUser(5);
            posts.byUser(6);
        });
        patterns.put("different statements", () -> {
            for (int i = 0; i < ROWS; i++) {
                jdbc("select " + "id, ".repeat(i) + "id from posts where user_id = ?", i);
            }
        });
        patterns.put("two parameters that differ", () -> {
            for (long id = 1; id <= ROWS; id++) {
                posts.byUserAndTitle(id, "post" + id);
            }
        });
        patterns.put("chunks of an IN", () -> {
            for (int i = 0; i < ROWS; i++) {
                jdbc("select * from posts where user_id in (?, ?, ?)", i * 3, i * 3 + 1, i * 3 + 2);
            }
        });
        patterns.put("chunks of an IN, of which the last differs", () -> {
            for (int i = 0; i < ROWS; i++) {
                jdbc("select * from posts where user_id in (?, ?, ?)", 1, 2, i + 2);
            }
        });
        patterns.put("chunks of an IN, of which the first differs", () -> {
            for (int i = 0; i < ROWS; i++) {
                jdbc("select * from posts where user_id in (?, ?, ?)", i, 1, 2);
            }
        });
        patterns.put("INs of different lengths", () -> {
            for (int i = 2; i < ROWS; i++) {
                literal("select * from posts where user_id in (1" + ", 2".repeat(i) + ")");
            }
        });
        patterns.put("arrays of keys", () -> {
            for (long i = 0; i < ROWS; i++) {
                jdbc("select * from posts where user_id = any(?)", (Object) new Long[] {i, i + 1});
            }
        });
        patterns.put("time ranges", () -> {
            for (long i = 0; i < ROWS; i++) {
                jdbc("select * from posts where id between 1 and ?", i);
            }
        });
        patterns.put("lower bounds", () -> {
            for (long i = 0; i < ROWS; i++) {
                jdbc("select count(*) from posts where id >= ?", i);
            }
        });
        patterns.put("a search while one types", () -> {
            for (int i = 0; i < ROWS; i++) {
                jdbc("select * from users where name like ?", "user" + i + "%");
            }
        });
        patterns.put("rows that all change differently", () -> {
            for (long i = 0; i < ROWS; i++) {
                jdbc("update users set boss = ? where id = ?", i + 7, i);
            }
        });
        patterns.put("one row that changes again and again", () -> {
            for (long i = 0; i < ROWS; i++) {
                jdbc("update users set boss = ? where id = 1", i);
            }
        });
        patterns.put("a JDBC batch", () -> {
            try (Connection connection = data.getConnection();
                    PreparedStatement statement = connection.prepareStatement("delete from posts where id = ?")) {
                for (long id = 1_000; id < 1_000 + ROWS; id++) {
                    statement.setLong(1, id);
                    statement.addBatch();
                }
                statement.executeBatch();
            }
        });
        patterns.put("a join", () -> {
            try (Handle handle = jdbi.open()) {
                handle.createQuery("select p.* from users u join posts p on p.user_id = u.id where u.id < 10")
                        .map(POST)
                        .list();
            }
        });
        patterns.put("a batch loader, three levels", () -> {
            BatchLoader<Long, List<Post>> byUser = BatchLoader.grouped(
                    JdbiBatch.<Long, Post>byKeys(jdbi, "select * from posts where user_id = any(:keys)", POST),
                    Post::userId);
            BatchScope.run(scope -> {
                for (long id = 1; id <= ROWS; id++) {
                    CompletableFuture<List<Post>> unused = byUser.loadAsync(id)
                            .thenCompose(list -> byUser.loadAsync(list.get(0).id()))
                            .toCompletableFuture();
                }
            });
        });
        patterns.put("a statement of somebody else's thread", () -> {
            for (long id = 1; id <= ROWS; id++) {
                long user = id;
                pool.submit(() -> posts.byUser(user)).get();
            }
        });
        return tests(patterns, false);
    }

    private Stream<DynamicTest> tests(Map<String, Work> patterns, boolean expected) {
        List<DynamicTest> tests = new ArrayList<>();
        patterns.forEach((name, work) -> tests.add(DynamicTest.dynamicTest(name, () -> check(work, expected))));
        return tests.stream();
    }

    private void check(Work work, boolean expected) throws Exception {
        try (QueryRecording recording = counter.record("pattern")) {
            work.run();
            List<QueryFinding> found = recording.findings().stream()
                    .filter(finding -> finding.kind() == QueryFinding.Kind.N_PLUS_ONE)
                    .toList();
            if (expected) {
                assertThat(found).hasSize(1);
                assertThat(found.get(0).times()).isBetween(5L, 15L);
                assertThat(found.get(0).place().toString()).contains("NPlusOnePatternsTest.java:");
                assertThat(found.get(0).advice()).isNotBlank();
            } else {
                assertThat(found).isEmpty();
            }
        }
    }
}
