package dev.scalingpatterns.core.redis;

import dev.scalingpatterns.core.BackendUrl;
import dev.scalingpatterns.core.Backends;
import dev.scalingpatterns.core.ConfigurationException;
import dev.scalingpatterns.core.Guard;
import dev.scalingpatterns.core.GuardListener;
import dev.scalingpatterns.core.UnavailableException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One connection to Redis, shared by all threads: Lettuce underneath, with defaults that bound every wait.
 *
 * <p>URLs: {@code redis://[[user]:password@]host[:port][/database]}, {@code rediss://} for TLS, {@code
 * redis-sentinel://host1,host2/master[/database]} and {@code redis-cluster://host1,host2}. Parameters: {@code timeout}
 * (100ms), {@code connect-timeout} (1s), {@code client-name}, {@code verify-peer} ({@code full}, {@code ca}, {@code none});
 * with Sentinel and Cluster also {@code tls=true}, with Sentinel {@code sentinel-user} and {@code sentinel-password}. User
 * and password are percent-encoded.
 *
 * <p>What differs from Lettuce's own defaults: a command waits 100 ms, not 60 s; without a connection it fails at once
 * instead of waiting for one (in a cluster, where a node is connected when first asked, it waits its 100 ms); what was sent when a connection broke is not sent again; the queue is bounded; a lost
 * connection is sought again after 10 to 500 ms, not up to 30 s; a cluster's topology is followed; a dead peer is noticed;
 * and what many threads write at once goes out in one system call.
 *
 * <p>Adapters put their commands through the {@link #guard}, which turns what Lettuce throws into our exceptions:
 *
 * <pre>{@code
 * byte[] value = redis.guard().call(READ, "cache.get", key, () -> redis.sync().get(bytes));
 * }</pre>
 *
 * <p>Safe for use by many threads. Blocking commands and transactions ({@code BLPOP}, {@code MULTI}) do not belong on a
 * shared connection.
 */
public final class RedisConnection implements AutoCloseable {

    static final Duration SHORTEST = Duration.ofMillis(5);
    static final Duration LONGEST = Duration.ofSeconds(60);
    private static final long SILENT = TimeUnit.SECONDS.toNanos(1);

    private final BackendUrl url;
    private final RedisLink link;
    private final Guard guard;
    private final AtomicLong reconnected = new AtomicLong(System.nanoTime());
    private final AtomicLong unanswered = new AtomicLong();

    private RedisConnection(Builder options, RedisLink link, Duration timeout) {
        this.url = options.url;
        this.link = link;
        this.guard = Guard.builder(options.name)
                .deadline(longer(Duration.ofMillis(500), timeout.multipliedBy(2)))
                .slowCall(timeout)
                .translator(new RedisErrors(this::reconnect))
                .listener(options.listener)
                .probe(link.scheduler(), this::probe)
                .build();
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    /**
     * The one connection of these backends for a URL, with the defaults of {@link Builder}; closed with the backends.
     *
     * @throws ConfigurationException if the URL, the user or the password will not do
     * @throws UnavailableException if the server cannot be reached in time
     */
    public static RedisConnection shared(Backends backends, BackendUrl url) {
        return backends.shared(RedisConnection.class, url.value(), () -> open(url));
    }

    /**
     * A connection of its own with the defaults of {@link Builder}; the caller closes it.
     *
     * @throws ConfigurationException if the URL, the user or the password will not do
     * @throws UnavailableException if the server cannot be reached in time
     */
    public static RedisConnection open(BackendUrl url) {
        return builder(url).open();
    }

    /**
     * A connection of its own with the defaults of {@link Builder}; the caller closes it.
     *
     * @throws IllegalArgumentException if this is no URL at all
     * @throws ConfigurationException if the URL, the user or the password will not do
     * @throws UnavailableException if the server cannot be reached in time
     */
    public static RedisConnection open(String url) {
        return open(BackendUrl.parse(url));
    }

    /** Options for a connection of its own. */
    public static Builder builder(BackendUrl url) {
        return new Builder(url);
    }

    /**
     * Options for a connection of its own.
     *
     * @throws IllegalArgumentException if this is no URL at all
     */
    public static Builder builder(String url) {
        return builder(BackendUrl.parse(url));
    }

    /** Commands that wait for the answer, at most the time-out. They throw Lettuce's exceptions: use the guard. */
    public RedisClusterCommands<byte[], byte[]> sync() {
        return link.sync();
    }

    /** Commands that answer by a future, complete after the time-out at the latest. */
    public RedisClusterAsyncCommands<byte[], byte[]> async() {
        return link.async();
    }

    /** Breaker, retries and error translation for what is asked of this Redis. */
    public Guard guard() {
        return guard;
    }

    /** The URL it was opened with; printing it masks the password. */
    public BackendUrl url() {
        return url;
    }

    /**
     * A connection for subscriptions, which it takes up again after a reconnect. The caller closes it; whatever is left
     * open is closed with this.
     *
     * @throws UnavailableException if the server cannot be reached in time
     */
    public StatefulRedisPubSubConnection<byte[], byte[]> openPubSub() {
        try {
            return link.connectPubSub();
        } catch (RuntimeException e) {
            throw RedisErrors.opening(url, e);
        }
    }

    /** Asks the server for a sign of life; complete after the time-out at the latest. Past the guard. */
    public CompletionStage<String> ping() {
        return link.async().ping();
    }

    /**
     * Runs a script: by its hash, and by its text only where the server does not know it. Put it through the guard.
     *
     * @param keys the keys it touches; in a cluster all of one slot
     */
    public <T> @Nullable T eval(Script<T> script, byte[][] keys, byte[]... args) {
        Object answer;
        try {
            answer = sync().evalsha(script.sha, script.output, keys, args);
        } catch (RedisNoScriptException e) {
            answer = sync().eval(script.text, script.output, keys, args);
        }
        return script.type.cast(answer);
    }

    /**
     * Runs a script like {@link #eval}, without waiting.
     *
     * @param keys the keys it touches; in a cluster all of one slot
     */
    public <T> CompletionStage<@Nullable T> evalAsync(Script<T> script, byte[][] keys, byte[]... args) {
        CompletionStage<@Nullable Object> known = async().evalsha(script.sha, script.output, keys, args);
        return known.handle((answer, error) -> {
                    if (error == null) {
                        return CompletableFuture.<@Nullable Object>completedStage(answer);
                    }
                    Throwable cause =
                            error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
                    return cause instanceof RedisNoScriptException
                            ? evalText(script, keys, args)
                            : CompletableFuture.<@Nullable Object>failedStage(cause);
                })
                .thenCompose(stage -> stage)
                .thenApply(script.type::cast);
    }

    private CompletionStage<@Nullable Object> evalText(Script<?> script, byte[][] keys, byte[][] args) {
        return async().eval(script.text, script.output, keys, args);
    }

    /** Closes the connection and its threads. Commands in flight fail. A second call does nothing. */
    @Override
    public void close() {
        guard.close();
        link.close();
    }

    @Override
    public String toString() {
        return "RedisConnection " + url;
    }

    /** Asked while the breaker is open. A connection on which nothing comes back is dropped, for TCP may take minutes. */
    private CompletionStage<String> probe() {
        long now = System.nanoTime();
        long since = unanswered.get();
        if (since == 0) {
            unanswered.compareAndSet(0, now);
        } else if (now - since > SILENT) {
            unanswered.set(now);
            reconnect();
        }
        return ping().whenComplete((pong, error) -> {
            // Without a connection there is none to drop, and the one that is being made needs its time.
            if (error == null || !RedisErrors.wasSent(unwrapped(error))) {
                unanswered.set(0);
            }
        });
    }

    private static Throwable unwrapped(Throwable error) {
        return error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    }

    private void reconnect() {
        long last = reconnected.get();
        long now = System.nanoTime();
        if (now - last > SILENT && reconnected.compareAndSet(last, now)) {
            link.reconnect();
        }
    }

    /**
     * A Lua script, its hash and what it answers with. Immutable.
     *
     * @param <T> the answer's type: {@code Long} for an integer, {@code byte[]} for a value, {@code Object} for a list
     */
    public static final class Script<T> {

        private final byte[] text;
        private final String sha;
        private final ScriptOutputType output;
        private final Class<T> type;

        private Script(byte[] text, ScriptOutputType output, Class<T> type) {
            this.text = text;
            this.sha = sha1(text);
            this.output = Objects.requireNonNull(output, "output");
            this.type = Objects.requireNonNull(type, "type");
        }

        /** A script from its text. */
        public static <T> Script<T> of(String text, ScriptOutputType output, Class<T> type) {
            return new Script<>(text.getBytes(StandardCharsets.UTF_8), output, type);
        }

        /**
         * A script from a resource file beside a class.
         *
         * @throws IllegalArgumentException if there is no such resource
         */
        public static <T> Script<T> resource(Class<?> owner, String name, ScriptOutputType output, Class<T> type) {
            try (InputStream in = owner.getResourceAsStream(name)) {
                if (in == null) {
                    throw new IllegalArgumentException("no resource " + name + " beside " + owner.getName());
                }
                return new Script<>(in.readAllBytes(), output, type);
            } catch (IOException e) {
                throw new IllegalArgumentException("the resource " + name + " cannot be read", e);
            }
        }

        /** Redis names scripts by SHA-1; it protects nothing here. */
        private static String sha1(byte[] text) {
            try {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-1").digest(text));
            } catch (NoSuchAlgorithmException e) {
                throw new AssertionError("every Java platform has SHA-1", e);
            }
        }
    }

    /** Options of a connection. What the URL says goes before what is set here. Not safe for use by many threads. */
    public static final class Builder {

        private final BackendUrl url;
        private String name = "redis";
        private Duration timeout = Duration.ofMillis(100);
        private Duration connectTimeout = Duration.ofSeconds(1);
        private int requestQueueSize = 10_000;
        private GuardListener listener = GuardListener.NONE;

        private Builder(BackendUrl url) {
            this.url = Objects.requireNonNull(url, "url");
        }

        /** The guard's name in messages and metrics; {@code redis} unless said otherwise. */
        public Builder name(String name) {
            this.name = Objects.requireNonNull(name, "name");
            return this;
        }

        /**
         * How long a command may take, 5 ms to 60 s; 100 ms unless said otherwise. With it a Redis that is gone costs at
         * most 0.5 s in all; with more than 250 ms the first failures cost more.
         */
        public Builder timeout(Duration timeout) {
            this.timeout = within("timeout", timeout);
            return this;
        }

        /** How long each step of connecting may take (TCP, TLS and log-in), 5 ms to 60 s; 1 s unless said otherwise. */
        public Builder connectTimeout(Duration timeout) {
            this.connectTimeout = within("connectTimeout", timeout);
            return this;
        }

        /** How many commands may wait for their answers, 1 to 1,000,000; 10,000 unless said otherwise. */
        public Builder requestQueueSize(int commands) {
            if (commands < 1 || commands > 1_000_000) {
                throw new IllegalArgumentException("requestQueueSize is 1 to 1000000, not " + commands);
            }
            this.requestQueueSize = commands;
            return this;
        }

        /** Told what the guard does; nobody unless said otherwise. */
        public Builder listener(GuardListener listener) {
            this.listener = Objects.requireNonNull(listener, "listener");
            return this;
        }

        /**
         * Connects. If that fails, nothing stays open.
         *
         * @throws ConfigurationException if the URL, the user or the password will not do
         * @throws UnavailableException if the server cannot be reached in time
         */
        public RedisConnection open() {
            RedisUrl parsed = RedisUrl.of(url);
            Duration wait = parsed.timeout().orElse(timeout);
            try {
                RedisLink link =
                        new RedisLink(parsed, wait, parsed.connectTimeout().orElse(connectTimeout), requestQueueSize);
                return new RedisConnection(this, link, wait);
            } catch (RuntimeException e) {
                throw RedisErrors.opening(url, e);
            }
        }

        private static Duration within(String option, Duration value) {
            Objects.requireNonNull(value, option);
            if (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(option + " is 5 ms to 60 s, not " + value);
            }
            return value;
        }
    }
}
