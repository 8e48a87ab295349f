package dev.scalingpatterns.jobs.batch.jdbi;

import dev.scalingpatterns.jobs.batch.BatchFunction;
import dev.scalingpatterns.jobs.batch.QueryCounter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.spi.JdbiPlugin;

/**
 * Batch functions over SQL.
 *
 * <pre>{@code
 * BatchLoader.grouped(
 *         JdbiBatch.byKeys(jdbi, "select * from posts where user_id = any(:keys) order by id", new PostMapper()),
 *         Post::userId);
 * }</pre>
 *
 * <p>On PostgreSQL and H2 the keys are one array parameter: one plan for any number. Elsewhere {@code = any(:keys)} becomes
 * {@code in (…)} in chunks of at most 1,024, filled up to a power of two with the last key again, so that the server sees
 * eleven different statements at most. Safe for use by many threads.
 */
public final class JdbiBatch {

    private static final Pattern ANY = Pattern.compile("=\\s*any\\s*\\(\\s*:keys\\s*\\)", Pattern.CASE_INSENSITIVE);
    private static final int CHUNK = 1_024;
    private static final Set<String> WITH_ARRAYS = Set.of("PostgreSQL", "H2");
    private static final Map<Class<?>, String> SQL_TYPES = Map.of(
            Long.class, "bigint",
            Integer.class, "integer",
            Short.class, "smallint",
            String.class, "varchar",
            UUID.class, "uuid");

    private JdbiBatch() {}

    /**
     * A batch function that takes a connection of its own for each batch, outside any transaction.
     *
     * @param sql with {@code = any(:keys)} exactly once
     * @throws IllegalArgumentException if it has not
     */
    public static <K, R> BatchFunction<K, Collection<R>> byKeys(Jdbi jdbi, String sql, RowMapper<R> mapper) {
        Objects.requireNonNull(jdbi, "jdbi");
        checked(sql);
        return keys -> jdbi.withHandle(handle -> byKeys(handle, sql, keys, mapper));
    }

    /**
     * Asks for the rows of some keys, on a connection and in a transaction that the caller chooses.
     *
     * @param sql with {@code = any(:keys)} exactly once
     * @param keys all of one type: {@code Long}, {@code Integer}, {@code Short}, {@code String} or {@code UUID}
     * @return the rows; in chunks if there are many keys, so an order of the statement holds within a key only
     * @throws IllegalArgumentException if the statement or a key is none of these
     * @throws org.jdbi.v3.core.JdbiException what the database reports
     */
    public static <K, R> List<R> byKeys(Handle handle, String sql, Collection<K> keys, RowMapper<R> mapper) {
        checked(sql);
        Objects.requireNonNull(mapper, "mapper");
        if (keys.isEmpty()) {
            return List.of();
        }
        List<K> all = List.copyOf(keys);
        String type = sqlType(all);
        return hasArrays(handle) ? inArray(handle, sql, all, type, mapper) : inLists(handle, sql, all, mapper);
    }

    /**
     * Lets a counter see every statement of a {@link Jdbi}, on the connections that it opens from now on. To be called once;
     * not where the data source under it is {@linkplain QueryCounter#wrap(javax.sql.DataSource) wrapped} already.
     */
    public static void count(Jdbi jdbi, QueryCounter counter) {
        Objects.requireNonNull(counter, "counter");
        jdbi.installPlugin(new JdbiPlugin() {
            @Override
            public Connection customizeConnection(Connection connection) {
                return counter.wrap(connection);
            }
        });
    }

    private static <K, R> List<R> inArray(Handle handle, String sql, List<K> keys, String type, RowMapper<R> mapper) {
        Argument array = (position, statement, context) ->
                statement.setArray(position, statement.getConnection().createArrayOf(type, keys.toArray()));
        return handle.createQuery(sql).bind("keys", array).map(mapper).list();
    }

    private static <K, R> List<R> inLists(Handle handle, String sql, List<K> keys, RowMapper<R> mapper) {
        String inList = ANY.matcher(sql).replaceAll("in (<keys>)");
        List<R> rows = new ArrayList<>();
        for (int from = 0; from < keys.size(); from += CHUNK) {
            List<K> chunk = filledUp(keys.subList(from, Math.min(keys.size(), from + CHUNK)));
            rows.addAll(handle.createQuery(inList)
                    .bindList("keys", chunk)
                    .map(mapper)
                    .list());
        }
        return rows;
    }

    static <K> List<K> filledUp(List<K> chunk) {
        List<K> filled = new ArrayList<>(chunk);
        K last = chunk.get(chunk.size() - 1);
        while (Integer.bitCount(filled.size()) != 1) {
            filled.add(last);
        }
        return filled;
    }

    private static boolean hasArrays(Handle handle) {
        try {
            return WITH_ARRAYS.contains(handle.getConnection().getMetaData().getDatabaseProductName());
        } catch (SQLException e) {
            throw new ConnectionException(e);
        }
    }

    private static String sqlType(List<?> keys) {
        Class<?> type = keys.get(0).getClass();
        String name = SQL_TYPES.get(type);
        if (name == null || keys.stream().anyMatch(key -> key.getClass() != type)) {
            throw new IllegalArgumentException("keys must all be of one of " + SQL_TYPES.keySet() + ", not "
                    + keys.stream()
                            .map(key -> key.getClass().getName())
                            .distinct()
                            .collect(Collectors.joining(" and ")));
        }
        return name;
    }

    private static void checked(String sql) {
        if (ANY.split(sql, -1).length != 2) {
            throw new IllegalArgumentException("the statement must have \"= any(:keys)\" exactly once: " + sql);
        }
    }
}
