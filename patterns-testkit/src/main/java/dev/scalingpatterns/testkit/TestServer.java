package dev.scalingpatterns.testkit;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A real server for tests, and what may go wrong with it.
 *
 * <p>Clients that use the URL which the server hands out go through a {@link Relay} on a port that stays the same for the
 * server's whole life, whatever is done to it. For measurements there is a direct address beside it.
 *
 * <p>Safe for use by many threads; faults are done one after the other. A server that was shared, by
 * {@code shared()} or {@link WithServers}, is healed after each test and lives until the JVM ends; one that was
 * started for a test is closed by it. Whatever was started here is ended when this JVM ends, {@code kill -9} included.
 */
public abstract sealed class TestServer implements AutoCloseable
        permits MariaDbServer, PostgresServer, RedisServer, S3Server {

    private final ReentrantLock lock = new ReentrantLock();
    private final String title;
    private final Found found;
    private final Relay relay;
    private volatile boolean shared;
    private State state = State.RUNNING;

    private enum State {
        RUNNING,
        KILLED,
        FROZEN,
        CLOSED
    }

    TestServer(Recipe recipe) {
        title = recipe.title();
        found = Finder.find(recipe);
        Endpoint endpoint = found.backend().endpoint();
        relay = Relay.to(endpoint.host(), endpoint.port());
    }

    /** The host to connect to. */
    public final String host() {
        return relay.host();
    }

    /** The port to connect to; stays the same for the server's whole life. */
    public final int port() {
        return relay.port();
    }

    /** What this server is and where it comes from, in words. */
    public final String description() {
        return title + ": " + found.backend().description();
    }

    /** The wire to this server, for faults finer than those here. */
    public final Relay relay() {
        return relay;
    }

    /** Whether {@link #kill}, {@link #freeze} and {@link #restart} work: false for a server named by URL. */
    public final boolean canBeKilled() {
        return !(found.backend() instanceof RemoteBackend);
    }

    /**
     * {@code kill -9} on all of its processes at once. Open connections break, new ones are refused, and its data stays on
     * disk for {@link #restart}. Does nothing to one that was killed before.
     *
     * @throws IllegalStateException if it was named by URL, or is closed
     */
    public final void kill() {
        change("kill()", () -> {
            if (state != State.KILLED) {
                found.backend().kill();
                relay.refuse();
                state = State.KILLED;
            }
        });
    }

    /**
     * SIGSTOP on all of its processes: it stands still with its connections open, and even accepts new ones as far as the
     * operating system does that for it. Does nothing to one that is frozen.
     *
     * @throws IllegalStateException if it was named by URL, does not run, or runs as a process on Windows
     */
    public final void freeze() {
        change("freeze()", () -> {
            if (state == State.KILLED) {
                throw new IllegalStateException(title + " was killed, so it cannot be frozen; restart() it first");
            }
            if (state != State.FROZEN) {
                found.backend().freeze();
                state = State.FROZEN;
            }
        });
    }

    /**
     * SIGCONT: it goes on where it stood. Does nothing to one that is not frozen.
     *
     * @throws IllegalStateException if it was named by URL, or is closed
     */
    public final void thaw() {
        change("thaw()", () -> {
            if (state == State.FROZEN) {
                found.backend().thaw();
                state = State.RUNNING;
            }
        });
    }

    /**
     * Starts it again with its data: after {@link #kill} as after a crash, else after an orderly end. Returns when it
     * serves; every connection from before is broken.
     *
     * @throws IllegalStateException if it was named by URL, is closed, or does not start
     */
    public final void restart() {
        change("restart()", () -> {
            if (canBeKilled()) {
                relay.refuse();
                state = State.KILLED; // until it serves again, so that heal() starts it if this fails
            }
            found.backend().restart();
            relay.target(found.backend().endpoint());
            relay.accept();
            state = State.RUNNING;
        });
    }

    /** Cuts the wire silently; see {@link Relay#cutOff}. */
    public final void cutOff() {
        change("cutOff()", relay::cutOff);
    }

    /** Joins the wire again; see {@link Relay#reconnect}. */
    public final void reconnect() {
        change("reconnect()", relay::reconnect);
    }

    /**
     * Makes every answer arrive later; zero ends that. See {@link Relay#delay(Duration)}.
     *
     * @throws IllegalArgumentException if {@code delay} is negative
     */
    public final void delay(Duration delay) {
        change("delay()", () -> relay.delay(delay));
    }

    /**
     * Ends every fault: whole wire, no delay, no filter, running. What was killed is started again with its data.
     *
     * @throws IllegalStateException if it is closed, or does not start again
     */
    public final void heal() {
        change("heal()", () -> {
            if (state == State.FROZEN) {
                thaw();
            }
            if (state == State.KILLED) {
                restart();
            }
            relay.heal();
        });
    }

    /** Ends it and removes its data; a shared one lives on until this JVM ends. May be called more than once. */
    @Override
    public final void close() {
        if (shared) {
            return;
        }
        lock.lock();
        try {
            if (state != State.CLOSED) {
                state = State.CLOSED;
                relay.close();
                found.backend().close();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Where the server itself listens, past the relay. */
    final Endpoint direct() {
        return found.backend().endpoint();
    }

    final Login login() {
        return found.login();
    }

    /** From now on {@link #close} is not for users. */
    final void share() {
        shared = true;
    }

    private void change(String operation, Runnable change) {
        lock.lock();
        try {
            if (state == State.CLOSED) {
                throw new IllegalStateException(operation + " on a closed " + title + " of the test kit");
            }
            change.run();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return description() + ", reached at " + host() + ":" + port();
    }
}
