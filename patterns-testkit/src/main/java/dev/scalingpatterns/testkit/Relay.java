package dev.scalingpatterns.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A TCP relay on a free local port that makes a network misbehave: silent, slow, broken, refusing; or that loses exactly
 * one request or one reply.
 *
 * <pre>{@code
 * try (Relay relay = Relay.to("127.0.0.1", 5432)) {
 *     connect("127.0.0.1", relay.port());
 *     relay.loseReplyTo("COMMIT");   // committed, but the client never hears of it
 * }
 * }</pre>
 *
 * <p>Every server of this test kit stands behind one of these; here it can be had alone, in front of anything that
 * speaks TCP. It does not look into TLS, and a certificate for another name than {@code 127.0.0.1} will not match.
 *
 * <p>Safe for use by many threads. Its own threads are daemons named {@code testkit-relay-…}, gone after {@link #close}.
 * Each connection has two threads of its own, which is right for tests and wrong for anything else.
 */
public final class Relay implements AutoCloseable {

    private static final long ACCEPTOR_MILLIS = 5_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<RelayConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicLong numbers = new AtomicLong();
    private final RelayFaults faults = new RelayFaults();
    private final int port;
    private volatile InetSocketAddress target;

    /** Either the listener or, while connections are refused, a socket that only keeps the port. Guarded by lock. */
    private @Nullable ServerSocket listener;

    private @Nullable Thread acceptor;

    private @Nullable Socket reserved;
    private boolean closed;

    private Relay(InetSocketAddress target) throws IOException {
        this.target = target;
        ServerSocket first = listen(0);
        port = first.getLocalPort();
        serve(first);
    }

    /**
     * Opens a relay.
     *
     * @param host where the server is
     * @param port where the server listens; nothing needs to listen there yet
     * @throws UncheckedIOException if no local port can be opened
     */
    public static Relay to(String host, int port) {
        try {
            return new Relay(new InetSocketAddress(Objects.requireNonNull(host, "host"), port));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open a relay to " + host + ":" + port, e);
        }
    }

    /** The address to connect to: {@code 127.0.0.1}. */
    public String host() {
        return "127.0.0.1";
    }

    /** The port to connect to; the same for the life of the relay, whatever happens to the server behind it. */
    public int port() {
        return port;
    }

    /** How many connections are open through the relay now. */
    public int connections() {
        return connections.size();
    }

    /**
     * Cuts the wire without a word: what is open stays open, but nothing passes any more in either direction; a new
     * connection is accepted (as by the queue of a listening socket) and hears nothing. This is what a lost network or a
     * dropped firewall state looks like; a client without a time limit waits for ever.
     */
    public void cutOff() {
        faults.cutOff();
    }

    /** Joins the wire again. What was held back is delivered, as TCP does after a short outage. */
    public void reconnect() {
        faults.reconnect();
    }

    /**
     * Makes every answer arrive later than it was sent, so that each round trip takes that much longer; the order and
     * the throughput stay. Zero ends it for what is sent from then on.
     *
     * @throws IllegalArgumentException if {@code delay} is negative
     */
    public void delay(Duration delay) {
        delay(Direction.REPLY, delay);
    }

    /**
     * Makes everything in one direction arrive later.
     *
     * @throws IllegalArgumentException if {@code delay} is negative
     */
    public void delay(Direction direction, Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay must not be negative: " + delay);
        }
        faults.delay(direction, delay);
    }

    /** Breaks every open connection with a reset; new ones are accepted. */
    public void breakConnections() {
        connections.forEach(RelayConnection::reset);
    }

    /** Breaks every open connection and refuses new ones, as a machine does on which nothing listens. */
    public void refuse() {
        lock.lock();
        try {
            ServerSocket old = listener;
            if (old != null && !closed) {
                listener = null;
                close(old);
                // Bound, but not listening: connecting is refused, and nobody else can take the port.
                reserved = reserve();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot stop listening on port " + port, e);
        } finally {
            lock.unlock();
        }
        breakConnections();
    }

    /** Accepts connections again after {@link #refuse}. */
    public void accept() {
        lock.lock();
        try {
            if (listener == null && !closed) {
                release();
                serve(listen(port));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on port " + port + " again", e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Decides over everything that passes in one direction; replaces the filter that was there.
     *
     * @param filter asked for every piece as it was read: where one ends is up to TCP, so a long message may come in
     *     several and short ones may come together. It is called by one thread per connection and must not block.
     */
    public void filter(Direction direction, Filter filter) {
        faults.filter(direction, Objects.requireNonNull(filter, "filter"));
    }

    /**
     * Loses one request: the first that contains a text does not reach the server, and its connection is reset. Nothing
     * was done, but the client cannot know. Replaces both filters; once it has happened, everything passes.
     *
     * @param text what the request contains, in UTF-8, for example {@code "COMMIT"}
     */
    public void loseRequest(String text) {
        RelayLosses.request(this, text);
    }

    /**
     * Loses one reply: the first request that contains a text reaches the server and is carried out, but the next that the
     * server sends on that connection is thrown away and the connection is reset. Replaces both filters; once it has
     * happened, everything passes.
     *
     * @param text what the request contains, in UTF-8, for example {@code "COMMIT"}
     */
    public void loseReplyTo(String text) {
        RelayLosses.reply(this, text);
    }

    /** Ends every fault: joins the wire, no delay, no filter, connections accepted. Open connections live on. */
    public void heal() {
        faults.heal();
        accept();
    }

    /** Breaks every connection and gives the port back. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            ServerSocket old = listener;
            if (old != null) {
                listener = null;
                close(old);
            }
            release();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the relay on port " + port, e);
        } finally {
            lock.unlock();
        }
        breakConnections();
    }

    /** Where new connections go from now on. */
    void target(Endpoint endpoint) {
        target = new InetSocketAddress(endpoint.host(), endpoint.port());
    }

    private static ServerSocket listen(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), 128);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private Socket reserve() throws IOException {
        Socket socket = new Socket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private void release() throws IOException {
        if (reserved != null) {
            reserved.close();
            reserved = null;
        }
    }

    private void serve(ServerSocket socket) {
        listener = socket;
        acceptor = RelayConnection.thread("testkit-relay-" + port, () -> acceptAll(socket));
    }

    /** The kernel gives the port back only when the thread that waits in accept() has left it. */
    private void close(ServerSocket socket) throws IOException {
        socket.close();
        Thread waiting = acceptor;
        if (waiting != null) {
            boolean interrupted = Thread.interrupted();
            try {
                waiting.join(ACCEPTOR_MILLIS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void acceptAll(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                begin(socket.accept(), socket);
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new UncheckedIOException("relay on port " + port, e);
                }
            }
        }
    }

    private void begin(Socket client, ServerSocket acceptedBy) {
        RelayConnection connection =
                new RelayConnection(numbers.incrementAndGet(), client, () -> target, faults, connections::remove);
        connections.add(connection);
        connection.start();
        if (acceptedBy.isClosed()) {
            connection.reset(); // accepted while refuse() or close() broke all the others
        }
    }

    @Override
    public String toString() {
        return "Relay[127.0.0.1:" + port + " to " + target + "]";
    }

    /** Which way something goes. */
    public enum Direction {
        /** From the client to the server. */
        REQUEST,
        /** From the server to the client. */
        REPLY
    }

    /** What becomes of a piece. */
    public enum Verdict {
        /** It is delivered. */
        PASS,
        /** It is thrown away, and the connection stays open. */
        SWALLOW,
        /** It is thrown away, and the connection is reset on both sides. */
        BREAK
    }

    /** Decides over what passes. */
    @FunctionalInterface
    public interface Filter {

        /** Decides over one piece. */
        Verdict inspect(Chunk chunk);
    }

    /** A piece of what was sent, as TCP happened to deliver it. */
    public static final class Chunk {

        private final long connection;
        private final Direction direction;
        private final byte[] bytes;

        Chunk(long connection, Direction direction, byte[] bytes) {
            this.connection = connection;
            this.direction = direction;
            this.bytes = bytes;
        }

        /** The number of the connection, counted from 1 over the life of the relay. */
        public long connection() {
            return connection;
        }

        /** Which way it goes. */
        public Direction direction() {
            return direction;
        }

        /** A copy of the bytes. */
        public byte[] bytes() {
            return bytes.clone();
        }

        /** Whether a text occurs in it, byte by byte in UTF-8. */
        public boolean contains(String text) {
            // Latin-1 maps every byte to one character, so that searching characters is searching bytes.
            String wanted = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            return new String(bytes, StandardCharsets.ISO_8859_1).contains(wanted);
        }
    }
}
