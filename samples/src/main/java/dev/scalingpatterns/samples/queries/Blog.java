package dev.scalingpatterns.samples.queries;

import dev.scalingpatterns.core.sql.JdbcPool;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.StatementContext;

/** Users and their posts in a SQL database of its own. */
final class Blog implements AutoCloseable {

    static final int POSTS_EACH = 3;

    private final JdbcPool pool;
    private final Jdbi jdbi;

    record User(long id, String name) {}

    record Post(long id, long userId, String title) {}

    /**
     * A blog with so many users.
     *
     * @param wrap what is put around the connections, to count the queries
     */
    Blog(int users, UnaryOperator<DataSource> wrap) {
        pool = JdbcPool.builder("jdbc:h2:mem:" + UUID.randomUUID()).open();
        fill(users);
        jdbi = Jdbi.create(wrap.apply(pool.dataSource()));
    }

    private void fill(int users) {
        pool.jdbi().useTransaction(handle -> {
            handle.execute("CREATE TABLE blogger (id BIGINT PRIMARY KEY, name VARCHAR(40) NOT NULL)");
            handle.execute(
                    "CREATE TABLE post (id BIGINT PRIMARY KEY, user_id BIGINT NOT NULL, title VARCHAR(80) NOT NULL)");
            handle.execute("CREATE INDEX post_of_user ON post (user_id)");
            PreparedBatch bloggers = handle.prepareBatch("INSERT INTO blogger VALUES (?, ?)");
            PreparedBatch posts = handle.prepareBatch("INSERT INTO post VALUES (?, ?, ?)");
            for (long user = 0; user < users; user++) {
                bloggers.add(user, "User " + user);
                for (long i = 0; i < POSTS_EACH; i++) {
                    posts.add(user * POSTS_EACH + i, user, "Post " + i + " of user " + user);
                }
            }
            bloggers.execute();
            posts.execute();
        });
    }

    List<User> users() {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT id, name FROM blogger ORDER BY id")
                .map((row, context) -> new User(row.getLong("id"), row.getString("name")))
                .list());
    }

    List<Post> postsOf(long userId) {
        return jdbi.withHandle(
                handle -> handle.createQuery("SELECT id, user_id, title FROM post WHERE user_id = ? ORDER BY id")
                        .bind(0, userId)
                        .map(Blog::post)
                        .list());
    }

    List<Post> postsOf(Collection<Long> userIds) {
        return jdbi.withHandle(
                handle -> handle.createQuery("SELECT id, user_id, title FROM post WHERE user_id = ANY(?) ORDER BY id")
                        .bindBySqlType(0, userIds.toArray(Long[]::new), Types.ARRAY)
                        .map(Blog::post)
                        .list());
    }

    private static Post post(ResultSet row, StatementContext context) throws SQLException {
        return new Post(row.getLong("id"), row.getLong("user_id"), row.getString("title"));
    }

    @Override
    public void close() {
        pool.close();
    }
}
