package dev.scalingpatterns.cache;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Some keys of a bulk read could not be loaded. It holds the failure of each, and the values of the others.
 *
 * <p>Its cause is the first of the failures. {@link Cache#getAll} throws it; a {@link CacheBulkLoader} may throw it too, to report a failure per key. Keys and
 * values are lost when it is serialized.
 */
public final class BulkLoadException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Map<Object, Object> loaded;
    private final transient Map<Object, Throwable> failures;

    /**
     * An exception that holds copies of both maps.
     *
     * @param loaded the values that were found; a key that is in neither map is absent
     * @param failures why the other keys could not be loaded, at least one
     * @throws IllegalArgumentException if there is no failure, or a key is in both maps
     */
    public BulkLoadException(Map<?, ?> loaded, Map<?, ? extends Throwable> failures) {
        super(message(failures), failures.values().iterator().next());
        this.loaded = Collections.unmodifiableMap(new LinkedHashMap<>(loaded));
        this.failures = Collections.unmodifiableMap(new LinkedHashMap<>(failures));
        for (Map.Entry<Object, Throwable> failure : this.failures.entrySet()) {
            if (this.loaded.containsKey(failure.getKey())) {
                throw new IllegalArgumentException("key " + failure.getKey() + " is both loaded and failed");
            }
        }
    }

    private static String message(Map<?, ? extends Throwable> failures) {
        if (failures.isEmpty()) {
            throw new IllegalArgumentException("a bulk load without a failure has not failed: return the values");
        }
        Object first = failures.keySet().iterator().next();
        return "cache.getAll: " + failures.size() + " of the keys could not be loaded, the first is " + first
                + "; the others are in loaded()";
    }

    /** The values of the keys that did not fail, as they were asked for; a key in neither map is absent. */
    public Map<Object, Object> loaded() {
        return loaded == null ? Map.of() : loaded;
    }

    /** Why each of the other keys failed. */
    public Map<Object, Throwable> failures() {
        return failures == null ? Map.of() : failures;
    }
}
