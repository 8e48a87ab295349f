package dev.scalingpatterns.samples.failover;

import dev.scalingpatterns.core.Drain;
import dev.scalingpatterns.core.Health;
import dev.scalingpatterns.core.UnavailableException;
import dev.scalingpatterns.samples.web.AppServer;
import dev.scalingpatterns.samples.web.Request;
import dev.scalingpatterns.samples.web.Response;
import dev.scalingpatterns.session.Session;
import dev.scalingpatterns.session.SessionStore;
import dev.scalingpatterns.session.SessionView;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;

/** One instance of a service that knows its users: {@code /login?USER} and {@code /me?USER}. */
final class Instance implements AutoCloseable {

    private static final String COOKIE = "session";
    private static final int THREADS = 16;
    private static final Duration GRACE = Balancer.CHECK_EVERY.multipliedBy(6);
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final AppServer server;
    private final Health health = new Health(InstantSource.system());
    private final Drain drain = Drain.of(health, GRACE, DEADLINE);
    private final SessionStore sessions;

    /**
     * Starts.
     *
     * @param sessions who is logged in: in this instance's own memory, or in a store that all instances share
     */
    Instance(SessionStore sessions) {
        this.sessions = sessions;
        this.server = new AppServer(THREADS)
                .path("/login", this::login)
                .path("/me", this::me)
                .path(Balancer.READY, this::ready)
                .start();
        drain.add(server);
    }

    URI uri() {
        return server.uri("/");
    }

    private Response login(Request request) {
        Session session = sessions.create();
        session.setPrincipal(request.query());
        sessions.save(session);
        return Response.of(200, "welcome").with("Set-Cookie", COOKIE + "=" + session.id() + "; HttpOnly; SameSite=Lax");
    }

    private Response me(Request request) {
        Drain.Work work;
        try {
            work = drain.begin();
        } catch (UnavailableException e) {
            return Response.of(503, "shutting down").with("Retry-After", "1");
        }
        try (work) {
            return request.cookie(COOKIE)
                    .flatMap(sessions::find)
                    .flatMap(SessionView::principal)
                    .map(user -> Response.of(200, user))
                    .orElseGet(() -> Response.of(401, "log in first"));
        }
    }

    private Response ready(Request request) {
        return health.report().ready() ? Response.of(200, "ready") : Response.of(503, "not ready");
    }

    /** Ends in order: not ready any more, a grace for the balancer, the requests in flight, the server. */
    void drain() {
        drain.close();
    }

    /** Ends at once. */
    @Override
    public void close() {
        server.close();
    }
}
