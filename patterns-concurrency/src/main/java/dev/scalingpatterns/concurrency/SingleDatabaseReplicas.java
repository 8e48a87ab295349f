package dev.scalingpatterns.concurrency;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The {@link ReadReplicas} of one database that has no replicas. A position counts the commits made here; every read sees
 * every commit before it, so whatever position it is given, it has reached it.
 */
final class SingleDatabaseReplicas implements ReadReplicas {

    private static final String PREFIX = "commit-";

    private final Transactor database;
    private final AtomicLong commits = new AtomicLong();
    private volatile boolean closed;

    SingleDatabaseReplicas(Transactor database) {
        this.database = database;
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> Positioned<T> write(
            Isolation isolation, TransactionBody<T, X> body) throws X {
        requireOpen();
        T value = database.run(isolation, body);
        return new Positioned<>(value, position(commits.incrementAndGet()));
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> Positioned<T> read(
            Position atLeast, TransactionBody<T, X> body) throws X {
        requireOpen();
        // Read before the snapshot is taken: what is counted then is seen for sure.
        long seen = Math.max(count(atLeast), commits.get());
        T value =
                database.run(TransactionDefinition.of(Isolation.REPEATABLE_READ).readOnly(), body);
        return new Positioned<>(value, position(seen));
    }

    @Override
    public Position later(Position one, Position other) {
        requireOpen();
        return count(one) >= count(other) ? one : other;
    }

    private static Position position(long count) {
        return count == 0 ? Position.START : new Position(PREFIX + count);
    }

    private static long count(Position position) {
        Objects.requireNonNull(position, "position");
        if (position.equals(Position.START)) {
            return 0;
        }
        String count = position.token().startsWith(PREFIX) ? position.token().substring(PREFIX.length()) : "";
        if (!count.matches("[0-9]{1,18}")) {
            throw new IllegalArgumentException(
                    "'" + position.token() + "' is no position of an embedded database, which" + " reads " + PREFIX
                            + "42; it may come from another kind of database");
        }
        return Long.parseLong(count);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("these ReadReplicas are closed");
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
