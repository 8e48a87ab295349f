package dev.scalingpatterns.cache;

import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.ToIntBiFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Turns what a loader returned into an {@link Entry}: its moments, its tags, its weight. */
final class EntryFactory<K, V> {

    /**
     * XFetch's dice are -ln of a random number that is 2^-53 at least, so under 37: further than that from its end an entry
     * is never refreshed early, and a hit need not roll them.
     */
    private static final double FARTHEST_DICE = 37;

    private static final int MOST_OF_AN_ABSENCE = 64;

    private final long ttl;
    private final double jitter;
    private final long absentTtl;
    private final long revalidate;
    private final long error;
    private final double beta;
    private final RandomGenerator random;
    private final @Nullable BiFunction<? super K, ? super V, Set<String>> tags;
    private final @Nullable ToIntBiFunction<? super K, ? super V> weigher;
    private final int absenceWeight;
    private final Invalidations invalidations;

    EntryFactory(CacheOptions<K, V> options, Invalidations invalidations) {
        ttl = options.ttl().toNanos();
        jitter = options.ttlJitter();
        absentTtl = options.absentTtl().toNanos();
        revalidate = options.staleWhileRevalidate().toNanos();
        error = options.staleIfError().toNanos();
        beta = options.earlyRefresh();
        random = options.random();
        tags = options.tags().orElse(null);
        weigher = options.weigher().orElse(null);
        absenceWeight = (int) Math.max(1, Math.min(MOST_OF_AN_ABSENCE, options.maximumWeight() / 1000));
        this.invalidations = invalidations;
    }

    Entry<V> entry(K key, @Nullable V value, long version, long now, long loadNanos) {
        if (value == null) {
            long until = now + absentTtl;
            return new Entry<>(null, version, null, until, until, until, until, 0, absenceWeight);
        }
        long fresh = now + ttl - (long) (jitter == 0 ? 0 : ttl * jitter * random.nextDouble());
        double spread = Math.max(0, loadNanos) * beta;
        // Not before now: a load that takes longer than its value lives rolls the dice at every hit.
        long quiet = spread == 0 ? fresh : now + Math.max(0, fresh - now - (long) (spread * FARTHEST_DICE));
        return new Entry<>(
                value,
                version,
                stamps(key, value),
                quiet,
                fresh,
                fresh + revalidate,
                fresh + error,
                spread,
                weight(key, value));
    }

    private @Nullable TagStamps stamps(K key, V value) {
        if (tags == null) {
            return null;
        }
        Set<String> named = Objects.requireNonNull(tags.apply(key, value), "the tags of a value");
        for (String tag : named) {
            if (tag.isEmpty()) {
                throw new IllegalArgumentException("a tag of key " + key + " is empty");
            }
        }
        return invalidations.stamps(named);
    }

    private int weight(K key, V value) {
        if (weigher == null) {
            return 1;
        }
        int weight = weigher.applyAsInt(key, value);
        if (weight < 0) {
            throw new IllegalArgumentException("the weight of key " + key + " is negative: " + weight);
        }
        return weight;
    }
}
