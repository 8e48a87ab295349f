package dev.scalingpatterns.jobs.batch;

import java.util.Set;

/**
 * Fetches what belongs to many keys at once; the one place where a {@link BatchLoader} touches a database or a service.
 *
 * <p>It runs on a thread of the scope that waits for it, one call at a time per scope unless a call blocks on another
 * load. What it throws fails exactly the keys of that call.
 *
 * @param <K> the key
 * @param <R> the answer's shape: a map, or the rows
 */
@FunctionalInterface
public interface BatchFunction<K, R> {

    /**
     * Fetches.
     *
     * @param keys at least one key, each once, in the order in which they were asked for; unmodifiable
     * @return the answer; a key without one is <em>missing</em>, which is not a failure
     * @throws Exception whatever went wrong; an unchecked exception reaches the callers as it is
     */
    R load(Set<K> keys) throws Exception;
}
