package dev.scalingpatterns.samples.files;

import dev.scalingpatterns.core.Backends;
import dev.scalingpatterns.samples.Problem;
import dev.scalingpatterns.samples.Progress;
import dev.scalingpatterns.samples.Result;
import dev.scalingpatterns.samples.web.Client;
import dev.scalingpatterns.storage.Content;
import dev.scalingpatterns.storage.ObjectReader;
import dev.scalingpatterns.storage.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** A photo uploaded to one server is read through another, whole; an upload that is cut half-way harms nothing. */
public final class Uploads implements Problem {

    private static final int PHOTOS = 20;
    private static final int BYTES = 300_000;
    private static final long SEED = 42;

    @Override
    public String name() {
        return "files";
    }

    @Override
    public String question() {
        return "Is a photo uploaded to one server served whole by the other, also after a later upload was cut half-way?";
    }

    @Override
    public String backend() {
        return "memory";
    }

    /** The naive code: each server writes to a directory of its own. */
    @Override
    public Result naive(Progress progress) throws Exception {
        Path one = Files.createTempDirectory("server-one");
        Path two = Files.createTempDirectory("server-two");
        try {
            Figures figures = run(new OnOneServersDisk(one), new OnOneServersDisk(two), progress);
            return new Result(figures.missing > 0 && figures.truncated > 0, figures.summary(), figures.map());
        } finally {
            delete(one);
            delete(two);
        }
    }

    /** The pattern: both servers use one object store. */
    @Override
    public Result pattern(Progress progress) throws Exception {
        try (Backends backends = Backends.inMemory()) {
            PhotoServer.Photos photos = new InAnObjectStore(ObjectStore.open(backends));
            Figures figures = run(photos, photos, progress);
            return new Result(figures.whole == figures.read, figures.summary(), figures.map());
        }
    }

    private static Figures run(PhotoServer.Photos first, PhotoServer.Photos second, Progress progress)
            throws Exception {
        progress.of(2 * PHOTOS);
        Random random = new Random(SEED);
        Client client = new Client();
        Figures figures = new Figures();
        try (PhotoServer one = new PhotoServer(first);
                PhotoServer two = new PhotoServer(second)) {
            for (int i = 0; i < PHOTOS; i++) {
                String name = "cat-" + i + ".jpg";
                byte[] photo = new byte[BYTES];
                random.nextBytes(photo);
                client.put(one.uri(name), photo);
                figures.read(client.get(two.uri(name), ""), photo);
                progress.step();

                byte[] replacement = new byte[BYTES];
                random.nextBytes(replacement);
                cutHalfWay(one.uri(name), replacement);
                figures.read(client.get(one.uri(name), ""), photo);
                progress.step();
            }
        }
        return figures;
    }

    /** Announces the whole photo, sends one half, and goes away; waits until the server has noticed. */
    private static void cutHalfWay(URI uri, byte[] photo) throws IOException {
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            OutputStream out = socket.getOutputStream();
            String head = "PUT " + uri.getPath() + " HTTP/1.1\r\nHost: " + uri.getHost() + "\r\nContent-Length: "
                    + photo.length + "\r\n\r\n";
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            out.write(photo, 0, photo.length / 2);
            out.flush();
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        }
    }

    private static final class Figures {

        private int read;
        private int whole;
        private int missing;
        private int truncated;

        void read(HttpResponse<byte[]> answer, byte[] uploaded) {
            read++;
            if (answer.statusCode() != 200) {
                missing++;
            } else if (sha256(answer.body()).equals(sha256(uploaded))) {
                whole++;
            } else {
                truncated++;
            }
        }

        String summary() {
            return whole == read
                    ? whole + " of " + read + " reads whole"
                    : missing + " of " + read + " reads missing, " + truncated + " truncated";
        }

        Map<String, Object> map() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("photos", PHOTOS);
            map.put("bytesEach", BYTES);
            map.put("reads", read);
            map.put("wholeBySha256", whole);
            map.put("missing", missing);
            map.put("truncated", truncated);
            return map;
        }
    }

    private record OnOneServersDisk(Path directory) implements PhotoServer.Photos {

        @Override
        public void put(String name, InputStream bytes, long length) throws IOException {
            Files.copy(bytes, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }

        @Override
        public Optional<byte[]> get(String name) throws IOException {
            Path file = directory.resolve(name);
            return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
        }
    }

    private record InAnObjectStore(ObjectStore store) implements PhotoServer.Photos {

        @Override
        public void put(String name, InputStream bytes, long length) {
            store.put(name, Content.once(bytes, length));
        }

        @Override
        public Optional<byte[]> get(String name) {
            return store.get(name).map(ObjectReader::readAllBytes);
        }
    }
}
