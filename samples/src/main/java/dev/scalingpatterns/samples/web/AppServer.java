package dev.scalingpatterns.samples.web;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.server.handlers.PathHandler;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One instance of an application: an HTTP server on a free port of this machine, with a bounded number of threads. */
public final class AppServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AppServer.class);
    private static final String HOST = "127.0.0.1";
    private static final int SHUTDOWN_MILLIS = 50;

    private final PathHandler paths = new PathHandler();
    private final Undertow server;

    /** What answers the requests of one path. */
    public interface Handler {
        /** Answers one request. An exception is answered with 500. */
        Response handle(Request request) throws Exception;
    }

    /**
     * An instance that listens once {@link #start} is called.
     *
     * @param concurrency how many requests it works on at once; more wait
     */
    public AppServer(int concurrency) {
        server = Undertow.builder()
                .addHttpListener(0, HOST)
                .setIoThreads(1)
                .setWorkerThreads(concurrency)
                // Not to wait for clients that keep their connections open.
                .setServerOption(UndertowOptions.SHUTDOWN_TIMEOUT, SHUTDOWN_MILLIS)
                .setHandler(paths)
                .build();
    }

    /** Adds a path and what lies below it. */
    public AppServer path(String path, Handler handler) {
        paths.addPrefixPath(path, new BlockingHandler(exchange -> {
            Response response;
            try {
                response = handler.handle(new Request(exchange));
            } catch (IOException | RuntimeException e) {
                LOG.debug("{} failed", exchange.getRequestURI(), e);
                response = Response.of(500, e.toString());
            }
            send(exchange, response);
        }));
        return this;
    }

    private static void send(HttpServerExchange exchange, Response response) {
        exchange.setStatusCode(response.status());
        response.headers()
                .forEach((name, value) -> exchange.getResponseHeaders().add(new HttpString(name), value));
        exchange.getResponseSender().send(ByteBuffer.wrap(response.body()));
    }

    /** Begins to answer. */
    public AppServer start() {
        server.start();
        return this;
    }

    /** The address of a path on this instance, once it was started. */
    public URI uri(String path) {
        InetSocketAddress address =
                (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
        return URI.create("http://" + HOST + ":" + address.getPort() + path);
    }

    /** Stops at once, as a crash would: what it is working on is never answered. */
    @Override
    public void close() {
        server.stop();
    }
}
