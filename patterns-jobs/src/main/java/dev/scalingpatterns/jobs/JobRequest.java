package dev.scalingpatterns.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A job to be enqueued: a type, a payload and how it is to be treated. Immutable; each method returns a changed copy.
 *
 * <pre>{@code
 * jobs.enqueue(REPORT.job(new Report(2026)).in(Duration.ofMinutes(5)).uniqueBy("report-2026", OnDuplicate.KEEP));
 * }</pre>
 *
 * @param <P> the payload's type
 */
public final class JobRequest<P> {

    private static final Duration LONGEST_DELAY = Duration.ofDays(3_650);
    private static final Instant YEAR_10000 = Instant.parse("+10000-01-01T00:00:00Z");
    private static final int MAX_HEADERS = 32;
    private static final int MAX_HEADER_NAME = 100;
    private static final int MAX_HEADER_VALUE = 1_000;

    private final JobType<P> type;
    private final P payload;
    private final Options options;

    private JobRequest(JobType<P> type, P payload, Options options) {
        this.type = type;
        this.payload = payload;
        this.options = options;
    }

    /** All but what and of which type; so that a change copies one record. */
    private record Options(
            String queue,
            JobPriority priority,
            Duration delay,
            Optional<Instant> at,
            Optional<String> uniqueKey,
            OnDuplicate onDuplicate,
            Map<String, String> headers) {}

    static <P> JobRequest<P> of(JobType<P> type, P payload) {
        Objects.requireNonNull(payload, "payload");
        if (!type.payloadType().isInstance(payload)) {
            throw new IllegalArgumentException("a job of kind " + type.kind() + " takes a "
                    + type.payloadType().getName() + ", not a "
                    + payload.getClass().getName());
        }
        return new JobRequest<>(
                type,
                payload,
                new Options(
                        type.queue(),
                        JobPriority.NORMAL,
                        Duration.ZERO,
                        Optional.empty(),
                        Optional.empty(),
                        OnDuplicate.REJECT,
                        Map.of()));
    }

    /**
     * Not before this much time has passed, by the backend's clock, from when it is accepted. Takes the place of
     * {@link #at}.
     *
     * @throws IllegalArgumentException if negative or over 3,650 days
     */
    public JobRequest<P> in(Duration delay) {
        if (delay.isNegative() || delay.compareTo(LONGEST_DELAY) > 0) {
            throw new IllegalArgumentException("a delay is from zero to 3,650 days, not " + delay);
        }
        return with(new Options(
                options.queue,
                options.priority,
                delay,
                Optional.empty(),
                options.uniqueKey,
                options.onDuplicate,
                options.headers));
    }

    /**
     * Not before this time, by the backend's clock; at once if that is past. Takes the place of {@link #in}.
     *
     * @throws IllegalArgumentException if not in the years 1970 to 9999
     */
    public JobRequest<P> at(Instant time) {
        if (time.isBefore(Instant.EPOCH) || !time.isBefore(YEAR_10000)) {
            throw new IllegalArgumentException("a job's time is in the years 1970 to 9999, not " + time);
        }
        return with(new Options(
                options.queue,
                options.priority,
                Duration.ZERO,
                Optional.of(time),
                options.uniqueKey,
                options.onDuplicate,
                options.headers));
    }

    /** How urgent it is; {@link JobPriority#NORMAL} unless said. */
    public JobRequest<P> priority(JobPriority priority) {
        Objects.requireNonNull(priority, "priority");
        return with(new Options(
                options.queue,
                priority,
                options.delay,
                options.at,
                options.uniqueKey,
                options.onDuplicate,
                options.headers));
    }

    /**
     * Into another queue than its type's. Some worker has to be told to work on that queue: {@link Worker.Builder#queues}.
     *
     * @throws IllegalArgumentException if the name is not allowed, see {@link JobQueue}
     */
    public JobRequest<P> queue(String queue) {
        return with(new Options(
                Names.requireQueue(queue),
                options.priority,
                options.delay,
                options.at,
                options.uniqueKey,
                options.onDuplicate,
                options.headers));
    }

    /**
     * At most one unfinished job of this kind has this key; not for secrets, it is stored as it is. A job gives its key up
     * when it succeeds, is cancelled or dies.
     *
     * @param key 1 to 200 characters, no control characters
     * @param onDuplicate what becomes of this request if there is one already
     * @throws IllegalArgumentException if the key is not of that form
     */
    public JobRequest<P> uniqueBy(String key, OnDuplicate onDuplicate) {
        Objects.requireNonNull(onDuplicate, "onDuplicate");
        return with(new Options(
                options.queue,
                options.priority,
                options.delay,
                options.at,
                Optional.of(Names.requireUniqueKey(key)),
                onDuplicate,
                options.headers));
    }

    /**
     * Something its handler should know that is not payload: a trace, a tenant, the position of a replica. At most 32.
     *
     * @param name 1 to 100 characters, no control characters
     * @param value at most 1,000 characters, no control characters
     * @throws IllegalArgumentException if there are too many, or one is not of that form
     */
    public JobRequest<P> header(String name, String value) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(value, "value");
        if (name.isEmpty() || name.length() > MAX_HEADER_NAME || Names.hasControls(name)) {
            throw new IllegalArgumentException(
                    "a header's name has 1 to " + MAX_HEADER_NAME + " characters and no control characters");
        }
        if (value.length() > MAX_HEADER_VALUE || Names.hasControls(value)) {
            throw new IllegalArgumentException("the header " + name + " has at most " + MAX_HEADER_VALUE
                    + " characters and no control characters");
        }
        Map<String, String> headers = new LinkedHashMap<>(options.headers);
        headers.put(name, value);
        if (headers.size() > MAX_HEADERS) {
            throw new IllegalArgumentException("a job has at most " + MAX_HEADERS + " headers");
        }
        return with(new Options(
                options.queue,
                options.priority,
                options.delay,
                options.at,
                options.uniqueKey,
                options.onDuplicate,
                Map.copyOf(headers)));
    }

    private JobRequest<P> with(Options changed) {
        return new JobRequest<>(type, payload, changed);
    }

    /** Its type. */
    public JobType<P> type() {
        return type;
    }

    /** Its payload. */
    public P payload() {
        return payload;
    }

    /** The queue it goes into. */
    public String queue() {
        return options.queue;
    }

    /** How urgent it is. */
    public JobPriority priority() {
        return options.priority;
    }

    /** How long it waits after it is accepted. */
    public Duration delay() {
        return options.delay;
    }

    /** The time it waits for, if it was given one. */
    public Optional<Instant> at() {
        return options.at;
    }

    /** Its unique key, if it has one. */
    public Optional<String> uniqueKey() {
        return options.uniqueKey;
    }

    /** What becomes of it if its key is taken. */
    public OnDuplicate onDuplicate() {
        return options.onDuplicate;
    }

    /** Its headers. */
    public Map<String, String> headers() {
        return options.headers;
    }

    /** The type only: a payload may be private. */
    @Override
    public String toString() {
        return "job of " + type;
    }
}
