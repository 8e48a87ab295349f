package dev.scalingpatterns.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers each line with the same line, and remembers what it was told. */
final class EchoServer implements AutoCloseable {

    private final ServerSocket listener;
    private final List<String> heard = new CopyOnWriteArrayList<>();

    EchoServer() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::acceptAll);
    }

    int port() {
        return listener.getLocalPort();
    }

    List<String> heard() {
        return heard;
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                start(() -> echo(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void echo(Socket socket) {
        try (socket;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            String line;
            while ((line = in.readLine()) != null) {
                heard.add(line);
                socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            heard.add("(broken)");
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "echo-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
