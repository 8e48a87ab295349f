package dev.scalingpatterns.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Asks a server, in its own protocol, whether it is ready; so no driver is needed to start one. */
@FunctionalInterface
interface Probe {

    int PATIENCE_MILLIS = 2_000;
    int PAUSE_MILLIS = 25;

    /** Whether the server at the other end of a fresh connection is ready to serve. */
    boolean ready(Socket socket) throws IOException;

    /** Asks once. */
    default boolean ask(Endpoint endpoint) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(endpoint.host(), endpoint.port()), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            return ready(socket);
        } catch (IOException e) {
            return false;
        }
    }

    /** Asks until it is ready, the time is over, or there is no use in asking. */
    default boolean await(Endpoint endpoint, Duration limit, BooleanSupplier worthAsking) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (worthAsking.getAsBoolean() && System.nanoTime() - deadline < 0) {
            if (ask(endpoint)) {
                return true;
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }
}
