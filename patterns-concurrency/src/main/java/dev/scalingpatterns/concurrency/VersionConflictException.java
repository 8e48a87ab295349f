package dev.scalingpatterns.concurrency;

import dev.scalingpatterns.core.ConflictException;
import java.util.OptionalLong;

/** The value is not at the version that was expected: someone else wrote, created or deleted it. Nothing was done. */
public final class VersionConflictException extends ConflictException {

    private static final long serialVersionUID = 1L;

    private static final long ABSENT = -1;

    private final long expected;
    private final long actual;

    /**
     * For implementations of {@link VersionedStore}.
     *
     * @param operation what was refused
     * @param key the value's key
     * @param expected the version the caller knew; empty for none
     * @param actual the version that is stored; empty for none
     */
    public VersionConflictException(String operation, String key, OptionalLong expected, OptionalLong actual) {
        super(
                operation,
                key,
                "expected " + shown(expected) + " but found " + shown(actual) + "; read it again and decide");
        this.expected = expected.orElse(ABSENT);
        this.actual = actual.orElse(ABSENT);
    }

    private static String shown(OptionalLong version) {
        return version.isPresent() ? "version " + version.getAsLong() : "nothing stored";
    }

    /** The version the caller knew; empty if the caller expected nothing to be stored. */
    public OptionalLong expected() {
        return expected == ABSENT ? OptionalLong.empty() : OptionalLong.of(expected);
    }

    /** The version that is stored; empty if there is none. */
    public OptionalLong actual() {
        return actual == ABSENT ? OptionalLong.empty() : OptionalLong.of(actual);
    }
}
