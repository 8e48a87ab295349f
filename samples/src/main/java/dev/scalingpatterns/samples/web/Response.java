package dev.scalingpatterns.samples.web;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** An answer: a status, headers and a body. */
public final class Response {

    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;

    private Response(int status, Map<String, String> headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    /** A text. */
    public static Response of(int status, String text) {
        return of(status, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes, which the caller no longer changes. */
    public static Response of(int status, byte[] body) {
        return new Response(status, Map.of(), body);
    }

    /** The same with one more header. */
    public Response with(String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new Response(status, Map.copyOf(more), body);
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    byte[] body() {
        return body;
    }
}
