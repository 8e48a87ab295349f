package dev.scalingpatterns.session;

import dev.scalingpatterns.core.Codec;
import dev.scalingpatterns.core.Settings;
import dev.scalingpatterns.session.internal.Checks;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What every session store can be told, whatever its backend. Immutable.
 *
 * <p>In configuration, with their defaults:
 *
 * <pre>
 * patterns.session.idle-timeout        = 30m
 * patterns.session.absolute-timeout    = 12h
 * patterns.session.rotation-grace      = 10s
 * patterns.session.renewal-interval    = 1h
 * patterns.session.touch-percent       = 5
 * patterns.session.max-attribute-bytes = 64KB
 * patterns.session.max-session-bytes   = 256KB
 * patterns.session.update-attempts     = 20
 * patterns.session.undecodable         = drop-attribute
 * </pre>
 */
public final class SessionOptions {

    /** The options as they are called in configuration. */
    static final Set<String> KEYS = Set.of(
            "idle-timeout",
            "absolute-timeout",
            "rotation-grace",
            "renewal-interval",
            "touch-percent",
            "max-attribute-bytes",
            "max-session-bytes",
            "update-attempts",
            "undecodable");

    private static final SessionOptions DEFAULTS = builder().build();

    private final Duration idleTimeout;
    private final Duration absoluteTimeout;
    private final Duration rotationGrace;
    private final Duration renewalInterval;
    private final int touchPercent;
    private final long maxAttributeBytes;
    private final long maxSessionBytes;
    private final int updateAttempts;
    private final UndecodablePolicy undecodable;
    private final Codec codec;

    private SessionOptions(Builder builder) {
        this.idleTimeout = builder.idleTimeout;
        this.absoluteTimeout = builder.absoluteTimeout;
        this.rotationGrace = builder.rotationGrace;
        this.renewalInterval = builder.renewalInterval;
        this.touchPercent = builder.touchPercent;
        this.maxAttributeBytes = builder.maxAttributeBytes;
        this.maxSessionBytes = builder.maxSessionBytes;
        this.updateAttempts = builder.updateAttempts;
        this.undecodable = builder.undecodable;
        this.codec = builder.codec;
    }

    /** The defaults. */
    public static SessionOptions defaults() {
        return DEFAULTS;
    }

    /** Starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * From configuration.
     *
     * @throws dev.scalingpatterns.core.ConfigurationException if a value is not allowed
     */
    static SessionOptions from(Settings settings) {
        Builder to = builder();
        apply(settings, "idle-timeout", to::idleTimeout, settings.duration("idle-timeout", to.idleTimeout));
        apply(
                settings,
                "absolute-timeout",
                to::absoluteTimeout,
                settings.duration("absolute-timeout", to.absoluteTimeout));
        apply(settings, "rotation-grace", to::rotationGrace, settings.duration("rotation-grace", to.rotationGrace));
        apply(
                settings,
                "renewal-interval",
                to::renewalInterval,
                settings.duration("renewal-interval", to.renewalInterval));
        to.touchPercent(settings.number("touch-percent", to.touchPercent, 0, Builder.MOST_TOUCH_PERCENT));
        apply(
                settings,
                "max-attribute-bytes",
                to::maxAttributeBytes,
                settings.bytes("max-attribute-bytes", to.maxAttributeBytes));
        apply(
                settings,
                "max-session-bytes",
                to::maxSessionBytes,
                settings.bytes("max-session-bytes", to.maxSessionBytes));
        to.updateAttempts(settings.number("update-attempts", to.updateAttempts, 1, Builder.MOST_UPDATE_ATTEMPTS));
        to.undecodable(settings.choice("undecodable", UndecodablePolicy.class, to.undecodable));
        return to.build();
    }

    private static <T> void apply(Settings settings, String option, Consumer<T> setter, T value) {
        try {
            setter.accept(value);
        } catch (IllegalArgumentException e) {
            throw settings.refuse(option, String.valueOf(e.getMessage()));
        }
    }

    /** A session ends when nobody accessed it for this long. A session may have its own. */
    public Duration idleTimeout() {
        return idleTimeout;
    }

    /** A session ends this long after it was first saved, whatever happens to it. */
    public Duration absoluteTimeout() {
        return absoluteTimeout;
    }

    /** How long a rotated id stays valid for requests in flight. */
    public Duration rotationGrace() {
        return rotationGrace;
    }

    /** After this long an id is {@linkplain Session#renewalDue due for renewal}. */
    public Duration renewalInterval() {
        return renewalInterval;
    }

    /** How exact the idle timeout is, in percent of it. */
    public int touchPercent() {
        return touchPercent;
    }

    /** How large an attribute may be: its encoded value. */
    public long maxAttributeBytes() {
        return maxAttributeBytes;
    }

    /** How large a session may be: the names (in UTF-8) and encoded values of its attributes. */
    public long maxSessionBytes() {
        return maxSessionBytes;
    }

    /** How often an update is tried. */
    public int updateAttempts() {
        return updateAttempts;
    }

    /** What happens when an attribute cannot be decoded. */
    public UndecodablePolicy undecodable() {
        return undecodable;
    }

    /** Turns attributes into bytes. */
    public Codec codec() {
        return codec;
    }

    /** Builds {@link SessionOptions}. Each value is checked where it is set. Not safe for use by several threads. */
    public static final class Builder {

        private static final int MOST_TOUCH_PERCENT = 50;
        private static final int MOST_UPDATE_ATTEMPTS = 1_000;
        private static final Duration LONGEST_GRACE = Duration.ofMinutes(5);
        private static final long MOST_BYTES = 1L << 30;

        private Duration idleTimeout = Duration.ofMinutes(30);
        private Duration absoluteTimeout = Duration.ofHours(12);
        private Duration rotationGrace = Duration.ofSeconds(10);
        private Duration renewalInterval = Duration.ofHours(1);
        private int touchPercent = 5;
        private long maxAttributeBytes = 64 << 10;
        private long maxSessionBytes = 256 << 10;
        private int updateAttempts = 20;
        private UndecodablePolicy undecodable = UndecodablePolicy.DROP_ATTRIBUTE;
        private Codec codec = Codec.standard();

        private Builder() {}

        /**
         * A session ends when nobody accessed it for this long. 30 minutes by default; where it is longer than the
         * absolute timeout, that one comes first.
         *
         * @throws IllegalArgumentException if it is not from 1 ms to 3,650 days
         */
        public Builder idleTimeout(Duration idleTimeout) {
            this.idleTimeout = Checks.timeout("the idle timeout", idleTimeout);
            return this;
        }

        /**
         * A session ends this long after it was first saved; accesses, updates and rotations do not extend it. 12 hours
         * by default. It holds for the sessions created from then on.
         *
         * @throws IllegalArgumentException if it is not from 1 ms to 3,650 days
         */
        public Builder absoluteTimeout(Duration absoluteTimeout) {
            this.absoluteTimeout = Checks.timeout("the absolute timeout", absoluteTimeout);
            return this;
        }

        /**
         * How long a rotated id stays valid for requests in flight. 10 seconds by default; zero for none at all.
         *
         * @throws IllegalArgumentException if it is not from 0 to 5 minutes
         */
        public Builder rotationGrace(Duration rotationGrace) {
            Objects.requireNonNull(rotationGrace, "rotationGrace");
            this.rotationGrace = rotationGrace.isZero()
                    ? Duration.ZERO
                    : Checks.timeout("the rotation grace", rotationGrace, LONGEST_GRACE);
            return this;
        }

        /**
         * After this long an id is {@linkplain Session#renewalDue due for renewal}. 1 hour by default. The store rotates
         * nothing by itself, because the client must be told.
         *
         * @throws IllegalArgumentException if it is not from 1 ms to 3,650 days
         */
        public Builder renewalInterval(Duration renewalInterval) {
            this.renewalInterval = Checks.timeout("the renewal interval", renewalInterval);
            return this;
        }

        /**
         * How exact the idle timeout is, in percent of it. An access is noted only if the one noted last is at least this
         * share of the idle timeout ago, so that most reads cost no write; a session may end earlier by this share, never
         * later. 5 by default, which is 90 seconds of 30 minutes; 0 notes every access.
         *
         * @throws IllegalArgumentException if it is not from 0 to 50
         */
        public Builder touchPercent(int touchPercent) {
            this.touchPercent = (int) Checks.within("the touch percent", touchPercent, 0, MOST_TOUCH_PERCENT);
            return this;
        }

        /**
         * How large an attribute may be: its encoded value, in bytes. 64 KB by default.
         *
         * @throws IllegalArgumentException if it is not from 1 byte to 1 GB
         */
        public Builder maxAttributeBytes(long maxAttributeBytes) {
            this.maxAttributeBytes = Checks.within("the largest attribute", maxAttributeBytes, 1, MOST_BYTES);
            return this;
        }

        /**
         * How large a session may be: the names (in UTF-8) and encoded values of its attributes, in bytes. 256 KB by
         * default.
         *
         * @throws IllegalArgumentException if it is not from 1 byte to 1 GB
         */
        public Builder maxSessionBytes(long maxSessionBytes) {
            this.maxSessionBytes = Checks.within("the largest session", maxSessionBytes, 1, MOST_BYTES);
            return this;
        }

        /**
         * How often an update is tried before it ends in a conflict. 20 by default. Between two attempts is a random wait
         * of at most 1, 2, 4, 8 and then 16 ms.
         *
         * @throws IllegalArgumentException if it is not from 1 to 1,000
         */
        public Builder updateAttempts(int updateAttempts) {
            this.updateAttempts = (int) Checks.within("the update attempts", updateAttempts, 1, MOST_UPDATE_ATTEMPTS);
            return this;
        }

        /** What happens when an attribute cannot be decoded. {@link UndecodablePolicy#DROP_ATTRIBUTE} by default. */
        public Builder undecodable(UndecodablePolicy undecodable) {
            this.undecodable = Objects.requireNonNull(undecodable, "undecodable");
            return this;
        }

        /** Turns attributes into bytes. {@link Codec#standard} by default. */
        public Builder codec(Codec codec) {
            this.codec = Objects.requireNonNull(codec, "codec");
            return this;
        }

        /** The options as they were set. */
        public SessionOptions build() {
            return new SessionOptions(this);
        }
    }
}
