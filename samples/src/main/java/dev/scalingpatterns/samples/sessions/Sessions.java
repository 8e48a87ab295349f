package dev.scalingpatterns.samples.sessions;

import dev.scalingpatterns.core.Backends;
import dev.scalingpatterns.samples.Problem;
import dev.scalingpatterns.samples.Progress;
import dev.scalingpatterns.samples.Result;
import dev.scalingpatterns.samples.web.Client;
import dev.scalingpatterns.session.Session;
import dev.scalingpatterns.session.SessionStore;
import dev.scalingpatterns.session.SessionView;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Who logs in at one server is known at the other, and still is when the first one is gone. */
public final class Sessions implements Problem {

    private static final int USERS = 100;

    @Override
    public String name() {
        return "sessions";
    }

    @Override
    public String question() {
        return "Is a user who logged in at one server known at the other, also after the first has stopped?";
    }

    @Override
    public String backend() {
        return "memory";
    }

    /** The naive code: each server has a map of its own. */
    @Override
    public Result naive(Progress progress) throws Exception {
        Figures figures = run(InOneServersMap::new, progress);
        return new Result(
                figures.known == 0,
                figures.strangers() + " of " + figures.asked + " requests told to log in",
                figures.map());
    }

    /** The pattern: both servers ask one store. */
    @Override
    public Result pattern(Progress progress) throws Exception {
        try (Backends backends = Backends.inMemory()) {
            SessionStore store = SessionStore.open(backends);
            Figures figures = run(() -> new InASessionStore(store), progress);
            return new Result(
                    figures.known == figures.asked,
                    figures.known + " of " + figures.asked + " requests known",
                    figures.map());
        }
    }

    private static Figures run(Supplier<LoginServer.Logins> logins, Progress progress) throws Exception {
        progress.of(2 * USERS);
        Client client = new Client();
        Figures figures = new Figures();
        Map<String, String> cookies = new LinkedHashMap<>();
        try (LoginServer two = new LoginServer(logins.get())) {
            try (LoginServer one = new LoginServer(logins.get())) {
                for (int i = 0; i < USERS; i++) {
                    String user = "user-" + i;
                    cookies.put(user, Client.cookie(client.get(one.uri("/login?" + user), "")));
                    figures.ask(client, two, user, cookies.get(user));
                    progress.step();
                }
            }
            for (Map.Entry<String, String> login : cookies.entrySet()) {
                figures.ask(client, two, login.getKey(), login.getValue());
                progress.step();
            }
        }
        return figures;
    }

    private static final class Figures {

        private int asked;
        private int known;

        void ask(Client client, LoginServer server, String user, String cookie)
                throws IOException, InterruptedException {
            HttpResponse<byte[]> answer = client.get(server.uri("/me"), cookie);
            asked++;
            if (answer.statusCode() == 200 && user.equals(new String(answer.body(), StandardCharsets.UTF_8))) {
                known++;
            }
        }

        int strangers() {
            return asked - known;
        }

        Map<String, Object> map() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("users", USERS);
            map.put("requestsAtTheOtherServer", asked);
            map.put("known", known);
            map.put("toldToLogIn", strangers());
            return map;
        }
    }

    private static final class InOneServersMap implements LoginServer.Logins {

        private final Map<String, String> users = new ConcurrentHashMap<>();

        @Override
        public String login(String user) {
            String id = UUID.randomUUID().toString();
            users.put(id, user);
            return id;
        }

        @Override
        public Optional<String> user(String id) {
            return Optional.ofNullable(users.get(id));
        }
    }

    private record InASessionStore(SessionStore store) implements LoginServer.Logins {

        @Override
        public String login(String user) {
            Session session = store.create();
            session.setPrincipal(user);
            store.save(session);
            return session.id();
        }

        @Override
        public Optional<String> user(String id) {
            return store.find(id).flatMap(SessionView::principal);
        }
    }
}
