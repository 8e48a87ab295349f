package dev.scalingpatterns.samples.web;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A browser, as far as the samples need one. Safe for use by many threads. */
public final class Client {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    /** GET, with a cookie where it is not empty. */
    public HttpResponse<byte[]> get(URI uri, String cookie) throws IOException, InterruptedException {
        return http.send(request(uri, cookie).GET().build(), BodyHandlers.ofByteArray());
    }

    /** PUT. */
    public HttpResponse<byte[]> put(URI uri, byte[] body) throws IOException, InterruptedException {
        return http.send(request(uri, "").PUT(BodyPublishers.ofByteArray(body)).build(), BodyHandlers.ofByteArray());
    }

    /** POST without a body, with a cookie where it is not empty. */
    public HttpResponse<byte[]> post(URI uri, String cookie) throws IOException, InterruptedException {
        return http.send(request(uri, cookie).POST(BodyPublishers.noBody()).build(), BodyHandlers.ofByteArray());
    }

    private static HttpRequest.Builder request(URI uri, String cookie) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(PATIENCE);
        return cookie.isEmpty() ? request : request.header("Cookie", cookie);
    }

    /** The cookie that an answer sets, in the form in which it is sent back; empty if it sets none. */
    public static String cookie(HttpResponse<?> answer) {
        return answer.headers()
                .firstValue("Set-Cookie")
                .map(header -> header.split(";", 2)[0])
                .orElse("");
    }
}
