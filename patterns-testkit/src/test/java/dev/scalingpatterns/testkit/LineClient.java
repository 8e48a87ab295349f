package dev.scalingpatterns.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Says lines and hears lines, with a bound on the waiting. */
final class LineClient implements AutoCloseable {

    private final Socket socket = new Socket();
    private final BufferedReader in;

    LineClient(int port, int patienceMillis) throws IOException {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2_000);
        socket.setSoTimeout(patienceMillis);
        socket.setTcpNoDelay(true);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    void say(String line) throws IOException {
        socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    String hear() throws IOException {
        String line = in.readLine();
        return line == null ? "(end)" : line;
    }

    String ask(String line) throws IOException {
        say(line);
        return hear();
    }

    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
