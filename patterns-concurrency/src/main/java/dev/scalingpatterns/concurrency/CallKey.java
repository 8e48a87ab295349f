package dev.scalingpatterns.concurrency;

/**
 * What identifies a call that must run once.
 *
 * @param scope whose keys these are, for example the operation and the caller: keys of different scopes never meet, so
 *     one user cannot be given another's result; at most 100 characters
 * @param key the caller's own name for this call, for example the header {@code Idempotency-Key}; at most 255 characters
 */
public record CallKey(String scope, String key) {

    private static final int MAX_SCOPE_LENGTH = 100;
    private static final int MAX_KEY_LENGTH = 255;

    /**
     * Checks both.
     *
     * @throws IllegalArgumentException if one is empty, too long or has control characters
     */
    public CallKey {
        Checks.identifier(scope, "scope", MAX_SCOPE_LENGTH);
        Checks.identifier(key, "key", MAX_KEY_LENGTH);
    }

    /** A key in a scope. */
    public static CallKey of(String scope, String key) {
        return new CallKey(scope, key);
    }

    @Override
    public String toString() {
        return scope + "/" + key;
    }
}
