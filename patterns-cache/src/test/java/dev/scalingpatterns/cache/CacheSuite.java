package dev.scalingpatterns.cache;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the parts of the contract share: a harness, callers on threads of their own, a source that can be held. */
public abstract class CacheSuite {

    /** Longer than anything takes that works; a test that waits this long has failed. */
    protected static final Duration PATIENCE = Duration.ofSeconds(20);

    /** The implementation under test. */
    @SuppressWarnings("NullAway.Init") // set before each test
    protected CacheHarness harness;

    /** The source of truth. */
    protected final HeldSource source = new HeldSource();

    private final ExecutorService callers = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "caller");
        thread.setDaemon(true);
        return thread;
    });

    /** A harness for one test. */
    protected abstract CacheHarness newHarness();

    @BeforeEach
    void setUp() {
        harness = newHarness();
    }

    @AfterEach
    void tearDown() {
        source.releaseAll();
        harness.close();
        callers.shutdownNow();
    }

    /** A builder whose times do not vary: 10 ticks to live, no jitter, no back-off. */
    protected CacheBuilder<String, String> builder() {
        return Cache.<String, String>builder("products")
                .ttl(ticks(10))
                .ttlJitter(0)
                .absentTtl(ticks(5))
                .failureBackoff(Duration.ZERO);
    }

    /** So many ticks. */
    protected Duration ticks(int ticks) {
        return harness.tick().multipliedBy(ticks);
    }

    /** Makes a call on a thread of its own. */
    protected <T extends @Nullable Object> CompletableFuture<T> call(Callable<T> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        callers.execute(() -> {
            try {
                result.complete(call.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    /** What became of a call. */
    protected static <T extends @Nullable Object> T result(CompletableFuture<T> call) {
        return call.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
    }

    /** What a call has thrown. */
    protected static Throwable thrown(CompletableFuture<?> call) {
        try {
            throw new AssertionError("it returned " + result(call));
        } catch (CompletionException e) {
            return e.getCause() == null ? e : e.getCause();
        }
    }
}
