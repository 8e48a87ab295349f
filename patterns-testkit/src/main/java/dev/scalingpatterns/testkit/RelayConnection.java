package dev.scalingpatterns.testkit;

import dev.scalingpatterns.testkit.Relay.Direction;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One client's connection through a relay: two sockets, and a pump for each direction. */
final class RelayConnection {

    private static final int CONNECT_MILLIS = 5_000;

    private final long number;
    private final Socket client;
    private final Socket server = new Socket();
    private final Supplier<InetSocketAddress> target;
    private final RelayFaults faults;
    private final Consumer<RelayConnection> onEnd;
    private final AtomicInteger openDirections = new AtomicInteger(2);
    private volatile boolean over;

    RelayConnection(
            long number,
            Socket client,
            Supplier<InetSocketAddress> target,
            RelayFaults faults,
            Consumer<RelayConnection> onEnd) {
        this.number = number;
        this.client = client;
        this.target = target;
        this.faults = faults;
        this.onEnd = onEnd;
    }

    static Thread thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    void start() {
        thread(name(Direction.REQUEST), this::connectAndPump);
    }

    String name(Direction direction) {
        return "testkit-relay-" + client.getLocalPort() + "-" + number + (direction == Direction.REQUEST ? ">" : "<");
    }

    boolean over() {
        return over;
    }

    private void connectAndPump() {
        try {
            faults.awaitWire(this::over);
            server.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
            server.connect(target.get(), CONNECT_MILLIS);
            RelayPump replies = new RelayPump(this, number, Direction.REPLY, faults, server.getInputStream(), client);
            thread(name(Direction.REPLY), replies);
            new RelayPump(this, number, Direction.REQUEST, faults, client.getInputStream(), server).run();
        } catch (IOException e) {
            reset(); // nobody listens there, or the client is gone already
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reset();
        }
    }

    /** One side has said all it will say; the connection ends when both have. */
    void directionEnded() {
        if (openDirections.decrementAndGet() == 0) {
            end();
        }
    }

    /** Both sides see their connection broken, not ended. */
    void reset() {
        if (!over) {
            lingerNot(client);
            lingerNot(server);
        }
        end();
    }

    private void end() {
        over = true;
        close(client);
        close(server);
        faults.wake();
        onEnd.accept(this);
    }

    private static void lingerNot(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // already closed, so there is nothing left to break
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // nothing more can be done for a socket that cannot be closed
        }
    }
}
