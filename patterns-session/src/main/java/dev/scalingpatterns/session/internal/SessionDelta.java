package dev.scalingpatterns.session.internal;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a save sends: the changes and nothing else. The byte arrays belong to the receiver, which does not change them.
 *
 * @param puts the attributes that were set, encoded
 * @param removals the attributes that were removed
 * @param principalSet whether the principal was set or cleared
 * @param principal the principal that was set, or {@code null} if it was cleared or not set
 * @param idleTimeout the idle timeout that was set, or {@code null}
 */
public record SessionDelta(
        Map<String, byte[]> puts,
        Set<String> removals,
        boolean principalSet,
        @Nullable String principal,
        @Nullable Duration idleTimeout) {

    /** Copies the collections. */
    public SessionDelta {
        puts = Map.copyOf(puts);
        removals = Set.copyOf(removals);
    }

    /** Whether nothing was changed. */
    public boolean isEmpty() {
        return puts.isEmpty() && removals.isEmpty() && !principalSet && idleTimeout == null;
    }

    /** The attributes after this change, unmodifiable. */
    public Map<String, byte[]> applyTo(Map<String, byte[]> attributes) {
        if (puts.isEmpty() && removals.isEmpty()) {
            return attributes;
        }
        Map<String, byte[]> changed = new HashMap<>(attributes);
        changed.keySet().removeAll(removals);
        changed.putAll(puts);
        return Collections.unmodifiableMap(changed);
    }

    /** What the limit of a session counts: names in UTF-8, and values. */
    public static long bytes(Map<String, byte[]> attributes) {
        long bytes = 0;
        for (Map.Entry<String, byte[]> attribute : attributes.entrySet()) {
            bytes += bytes(attribute.getKey(), attribute.getValue());
        }
        return bytes;
    }

    /** What one attribute adds to it. */
    static long bytes(String name, byte[] value) {
        return (long) name.getBytes(StandardCharsets.UTF_8).length + value.length;
    }
}
