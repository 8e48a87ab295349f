package dev.scalingpatterns.samples.sessions;

import dev.scalingpatterns.samples.web.AppServer;
import dev.scalingpatterns.samples.web.Request;
import dev.scalingpatterns.samples.web.Response;
import java.net.URI;
import java.util.Optional;

/** One instance of a shop's login: {@code /login?user} gives a cookie, {@code /me} says whose it is. */
final class LoginServer implements AutoCloseable {

    static final String COOKIE = "session";
    private static final int THREADS = 16;

    private final AppServer server;
    private final Logins logins;

    /** Where an instance remembers who is logged in: the one thing in which the naive code and the pattern differ. */
    interface Logins {
        /** Remembers the user, and gives the id that the browser is to send. */
        String login(String user);

        /** Who sent this id. */
        Optional<String> user(String id);
    }

    LoginServer(Logins logins) {
        this.logins = logins;
        this.server = new AppServer(THREADS)
                .path("/login", this::login)
                .path("/me", this::me)
                .start();
    }

    URI uri(String path) {
        return server.uri(path);
    }

    private Response login(Request request) {
        String id = logins.login(request.query());
        return Response.of(200, "welcome").with("Set-Cookie", COOKIE + "=" + id + "; HttpOnly; SameSite=Lax; Path=/");
    }

    private Response me(Request request) {
        return request.cookie(COOKIE)
                .flatMap(logins::user)
                .map(user -> Response.of(200, user))
                .orElseGet(() -> Response.of(401, "log in first"));
    }

    @Override
    public void close() {
        server.close();
    }
}
