package dev.scalingpatterns.core.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Asks a database that is out of service whether it is back, by a connection of its own: those of the pool may be dead, or
 * all in use. Its thread exists only while there is something to ask.
 */
final class SqlProbe implements Supplier<CompletionStage<Boolean>>, AutoCloseable {

    private static final int PATIENCE_SECONDS = 1;

    private final DriverSource source;
    private final ScheduledThreadPoolExecutor scheduler;

    SqlProbe(DriverSource source, String pool) {
        this.source = source;
        scheduler = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, pool + "-probe");
            thread.setDaemon(true);
            return thread;
        });
        scheduler.setKeepAliveTime(1, TimeUnit.SECONDS);
        scheduler.allowCoreThreadTimeOut(true);
        scheduler.setRemoveOnCancelPolicy(true);
    }

    ScheduledExecutorService scheduler() {
        return scheduler;
    }

    /** Runs on the scheduler's thread, within the driver's time-outs for connecting. */
    @Override
    public CompletionStage<Boolean> get() {
        try (Connection connection = source.getConnection()) {
            if (connection.isValid(PATIENCE_SECONDS)) {
                return CompletableFuture.completedStage(true);
            }
            return CompletableFuture.failedStage(new SQLException("the connection is not valid", "08006"));
        } catch (SQLException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
    }
}
