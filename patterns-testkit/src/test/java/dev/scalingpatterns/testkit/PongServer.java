package dev.scalingpatterns.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Answers each line with +PONG, as a Redis answers PING. */
final class PongServer implements AutoCloseable {

    private final ServerSocket listener;

    PongServer() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "pong-server");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    private void serve() {
        while (!listener.isClosed()) {
            try (Socket socket = listener.accept();
                    BufferedReader in = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
                while (in.readLine() != null) {
                    socket.getOutputStream().write("+PONG\r\n".getBytes(StandardCharsets.US_ASCII));
                }
            } catch (IOException e) {
                // the next connection, or the end
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
