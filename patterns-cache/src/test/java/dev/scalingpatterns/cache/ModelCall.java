package dev.scalingpatterns.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingpatterns.cache.CacheModelContract.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A call in the model: what it asked for, what had been invalidated when it began, and what it was given. */
final class ModelCall {

    private final int began;
    private final List<String> keys;
    private final ModelThreads threads;
    private final Map<String, Integer> tagsNow;
    private final Map<String, Integer> invalidatedBefore;
    private final Map<Integer, Integer> tagInvalidatedBefore;
    private volatile @Nullable CompletableFuture<Map<String, String>> answer;
    private boolean checked;

    ModelCall(
            int began,
            List<String> keys,
            ModelThreads threads,
            Map<String, Integer> tagsNow,
            Map<String, Integer> invalidated,
            Map<Integer, Integer> tagInvalidated) {
        this.began = began;
        this.keys = keys;
        this.threads = threads;
        this.tagsNow = tagsNow;
        this.invalidatedBefore = new HashMap<>(invalidated);
        this.tagInvalidatedBefore = new HashMap<>(tagInvalidated);
    }

    int began() {
        return began;
    }

    void begin(Kind kind, Cache<String, String> cache) {
        String first = keys.get(0);
        CacheLoader<String, String> one =
                key -> threads.load(List.of(key), tagsNow).get(key);
        CacheBulkLoader<String, String> many = asked -> threads.load(asked, tagsNow);
        answer = switch (kind) {
            case GET -> inThread(() -> single(first, cache.get(first, one)));
            case GET_ALL -> inThread(() -> cache.getAll(keys, many));
            case GET_ASYNC -> cache.getAsync(first, one).thenApply(value -> single(first, value));
            default -> cache.getAllAsync(keys, many);
        };
    }

    private CompletableFuture<Map<String, String>> inThread(Callable<Map<String, String>> call) {
        CompletableFuture<Map<String, String>> result = new CompletableFuture<>();
        threads.run(
                () -> {
                    try {
                        result.complete(call.call());
                    } catch (Throwable e) {
                        result.completeExceptionally(e);
                    }
                },
                () -> keys.stream().anyMatch(threads::isHeld));
        return result;
    }

    private static Map<String, String> single(String key, @Nullable String value) {
        return value == null ? Map.of() : Map.of(key, value);
    }

    boolean isDone() {
        return future().isDone();
    }

    boolean isChecked() {
        return checked;
    }

    @Nullable Integer loadOf(String key) {
        return CacheModel.loadOf(future().join().get(key));
    }

    /** Each answer came from a load that began after whatever had been invalidated when this call began. */
    void check(List<ModelLoad> loads) {
        checked = true;
        Map<?, ?> values;
        Map<?, ? extends Throwable> failures = Map.of();
        try {
            values = future().join();
        } catch (CompletionException e) {
            Throwable cause = Objects.requireNonNull(e.getCause());
            values = cause instanceof BulkLoadException bulk ? bulk.loaded() : Map.of();
            failures = cause instanceof BulkLoadException bulk ? bulk.failures() : Map.of(keys.get(0), cause);
        }
        for (String key : keys) {
            int atLeast = invalidatedBefore.getOrDefault(key, 0);
            Throwable failure = failures.get(key);
            Object value = values.get(key);
            if (failure != null) {
                assertThat(failure).isInstanceOf(ModelLoad.Failed.class);
                ModelLoad load = loads.get(((ModelLoad.Failed) failure).load() - 1);
                assertThat(load.how()).isEqualTo(Kind.FAIL);
                assertThat(load.began())
                        .as("call %d, failure of %s", began, key)
                        .isGreaterThan(atLeast);
            } else if (value != null) {
                ModelLoad load = loads.get(Objects.requireNonNull(CacheModel.loadOf((String) value)) - 1);
                assertThat(load.how()).isEqualTo(Kind.ANSWER);
                assertThat(load.keys()).contains(key);
                assertThat(load.began())
                        .as("call %d, answer for %s: %s", began, key, value)
                        .isGreaterThan(Math.max(atLeast, tagInvalidatedBefore.getOrDefault(load.tag(key), 0)));
            } else {
                assertThat(loads)
                        .as("call %d, absence of %s", began, key)
                        .anyMatch(load ->
                                load.how() == Kind.FIND_NOTHING && load.keys().contains(key) && load.began() > atLeast);
            }
        }
    }

    private CompletableFuture<Map<String, String>> future() {
        return Objects.requireNonNull(answer);
    }
}
