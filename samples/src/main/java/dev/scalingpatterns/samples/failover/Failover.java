package dev.scalingpatterns.samples.failover;

import dev.scalingpatterns.core.Backends;
import dev.scalingpatterns.samples.Problem;
import dev.scalingpatterns.samples.Progress;
import dev.scalingpatterns.samples.Result;
import dev.scalingpatterns.samples.web.Client;
import dev.scalingpatterns.session.InMemorySessionStore;
import dev.scalingpatterns.session.SessionStore;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Users are served by two instances behind a balancer, and one of the two is stopped. */
public final class Failover implements Problem {

    private static final int USERS = 20;
    private static final int REQUESTS_BEFORE = 20;
    private static final int REQUESTS_AFTER = 60;
    private static final long PAUSE_MILLIS = 5;

    @Override
    public String name() {
        return "single-point-of-failure";
    }

    @Override
    public String question() {
        return "Two instances behind a balancer, one is stopped under load: how many requests fail?";
    }

    @Override
    public String backend() {
        return "memory";
    }

    /** The naive code: each instance knows its own users, the balancer knows nothing, the instance just ends. */
    @Override
    public Result naive(Progress progress) throws Exception {
        try (SessionStore first = InMemorySessionStore.builder().build();
                SessionStore second = InMemorySessionStore.builder().build();
                Instance one = new Instance(first);
                Instance two = new Instance(second);
                Balancer balancer = Balancer.sticky(List.of(one.uri(), two.uri()))) {
            Figures figures = run(balancer, one::close, progress);
            return new Result(figures.failed.get() > 0, figures.summary(), figures.map());
        }
    }

    /** The pattern: shared sessions, health checks, and an instance that drains before it ends. */
    @Override
    public Result pattern(Progress progress) throws Exception {
        try (Backends backends = Backends.inMemory();
                SessionStore shared = SessionStore.open(backends);
                Instance one = new Instance(shared);
                Instance two = new Instance(shared);
                Balancer balancer = Balancer.checking(List.of(one.uri(), two.uri()))) {
            Figures figures = run(balancer, one::drain, progress);
            return new Result(figures.failed.get() == 0, figures.summary(), figures.map());
        }
    }

    private static Figures run(Balancer balancer, Runnable stop, Progress progress) throws Exception {
        progress.of(2L * USERS);
        Client client = new Client();
        Figures figures = new Figures();
        Map<String, String> cookies = new LinkedHashMap<>();
        for (int i = 0; i < USERS; i++) {
            String user = "user-" + i;
            cookies.put(user, Client.cookie(client.get(balancer.uri("/login?" + user), "")));
        }
        CountDownLatch underLoad = new CountDownLatch(USERS);
        CountDownLatch stopped = new CountDownLatch(1);
        ExecutorService users = Executors.newFixedThreadPool(USERS);
        try {
            List<Future<?>> visits = new ArrayList<>();
            cookies.forEach((user, cookie) -> visits.add(users.submit(() -> {
                visit(REQUESTS_BEFORE, client, balancer, user, cookie, figures);
                underLoad.countDown();
                progress.step();
                while (stopped.getCount() > 0) {
                    visit(1, client, balancer, user, cookie, figures);
                }
                visit(REQUESTS_AFTER, client, balancer, user, cookie, figures);
                progress.step();
                return null;
            })));
            underLoad.await();
            figures.failedBefore = figures.failed.get();
            stop.run();
            stopped.countDown();
            for (Future<?> visit : visits) {
                visit.get();
            }
        } finally {
            users.shutdownNow();
        }
        return figures;
    }

    private static void visit(int times, Client client, Balancer balancer, String user, String cookie, Figures figures)
            throws InterruptedException {
        for (int i = 0; i < times; i++) {
            figures.visit(client, balancer, user, cookie);
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }

    private static final class Figures {

        private final AtomicInteger requests = new AtomicInteger();
        private final AtomicInteger failed = new AtomicInteger();
        private int failedBefore;

        void visit(Client client, Balancer balancer, String user, String cookie) throws InterruptedException {
            requests.incrementAndGet();
            try {
                HttpResponse<byte[]> answer = client.get(balancer.uri("/me?" + user), cookie);
                if (answer.statusCode() != 200 || !user.equals(new String(answer.body(), StandardCharsets.UTF_8))) {
                    failed.incrementAndGet();
                }
            } catch (IOException e) {
                failed.incrementAndGet();
            }
        }

        String summary() {
            return failed + " of " + requests + " requests failed";
        }

        Map<String, Object> map() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("users", USERS);
            map.put("requests", requests.get());
            map.put("failed", failed.get());
            map.put("failedBeforeTheStop", failedBefore);
            return map;
        }
    }
}
