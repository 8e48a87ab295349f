package dev.scalingpatterns.samples.web;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.Cookie;
import java.io.InputStream;
import java.util.Optional;

/** A request, as far as the samples look at one. */
public final class Request {

    private final HttpServerExchange exchange;

    Request(HttpServerExchange exchange) {
        this.exchange = exchange;
    }

    /** GET, PUT or POST. */
    public String method() {
        return exchange.getRequestMethod().toString();
    }

    /** The path below the one that the handler was added for, with its slash. */
    public String path() {
        return exchange.getRelativePath();
    }

    /** What stands behind the question mark; empty if nothing does. */
    public String query() {
        return exchange.getQueryString();
    }

    /** The value of a cookie. */
    public Optional<String> cookie(String name) {
        return Optional.ofNullable(exchange.getRequestCookie(name)).map(Cookie::getValue);
    }

    /** The length that the client announced. */
    public long length() {
        return exchange.getRequestContentLength();
    }

    /** What the client sends. */
    public InputStream body() {
        return exchange.getInputStream();
    }
}
