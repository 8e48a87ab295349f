package dev.scalingpatterns.samples.files;

import dev.scalingpatterns.samples.web.AppServer;
import dev.scalingpatterns.samples.web.Request;
import dev.scalingpatterns.samples.web.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Optional;

/** One instance of a photo service: PUT and GET of {@code /photos/NAME}. */
final class PhotoServer implements AutoCloseable {

    private static final int THREADS = 16;
    private static final String PATH = "/photos";

    private final AppServer server;
    private final Photos photos;

    /** Where an instance keeps photos: the one thing in which the naive code and the pattern differ. */
    interface Photos {
        /** Stores a photo of the length that the client announced. */
        void put(String name, InputStream bytes, long length) throws IOException;

        /** The photo, if there is one. */
        Optional<byte[]> get(String name) throws IOException;
    }

    PhotoServer(Photos photos) {
        this.photos = photos;
        this.server = new AppServer(THREADS).path(PATH, this::handle).start();
    }

    URI uri(String photo) {
        return server.uri(PATH + "/" + photo);
    }

    private Response handle(Request request) throws IOException {
        String name = request.path().substring(1);
        if (request.method().equals("PUT")) {
            photos.put(name, request.body(), request.length());
            return Response.of(201, "stored");
        }
        return photos.get(name)
                .map(bytes -> Response.of(200, bytes))
                .orElseGet(() -> Response.of(404, "no such photo"));
    }

    @Override
    public void close() {
        server.close();
    }
}
