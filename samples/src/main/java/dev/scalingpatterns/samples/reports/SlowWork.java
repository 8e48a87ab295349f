package dev.scalingpatterns.samples.reports;

import dev.scalingpatterns.samples.ChildProcess;
import dev.scalingpatterns.samples.Latencies;
import dev.scalingpatterns.samples.Problem;
import dev.scalingpatterns.samples.Progress;
import dev.scalingpatterns.samples.Result;
import dev.scalingpatterns.samples.web.Client;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Reports are wanted while 50 clients call a fast endpoint of the same process, which is then stopped. */
public final class SlowWork implements Problem {

    private static final int REPORTS = 6;
    private static final int CLIENTS = 50;
    private static final long RUN_NANOS = TimeUnit.MILLISECONDS.toNanos(2_500);
    private static final long PAUSE_MILLIS = 40;
    private static final double BEARABLE_MILLIS = 1_000;

    @Override
    public String name() {
        return "slow-work";
    }

    @Override
    public String question() {
        return "Reports of 1.5 s of CPU while 50 clients call a fast endpoint, then SIGTERM: how slow is it, what is lost?";
    }

    @Override
    public String backend() {
        return "memory";
    }

    /** The naive code: the request computes the report. */
    @Override
    public Result naive(Progress progress) throws Exception {
        Figures figures = run("naive", progress);
        return new Result(
                figures.lost() > 0 && figures.fast.millis(99) > BEARABLE_MILLIS, figures.summary(), figures.map());
    }

    /** The pattern: the request leaves a job. */
    @Override
    public Result pattern(Progress progress) throws Exception {
        Figures figures = run("pattern", progress);
        return new Result(
                figures.lost() == 0 && figures.fast.millis(99) <= BEARABLE_MILLIS, figures.summary(), figures.map());
    }

    private static Figures run(String mode, Progress progress) throws Exception {
        progress.of(REPORTS + 1);
        Path outbox = Files.createTempDirectory("outbox");
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS + REPORTS);
        try (ChildProcess server = new ChildProcess(ReportServer.class, mode, outbox.toString())) {
            URI address = URI.create(server.await(ReportServer.READY));
            Client client = new Client();
            for (int i = 0; i < CLIENTS; i++) {
                // A first call of each opens its connection, which is not what is measured.
                client.get(address.resolve("/fast"), "");
            }
            Latencies fast = fastWhileReportsAreWanted(clients, client, address);
            progress.step();
            server.terminate();
            int delivered = Report.delivered(outbox);
            for (int i = 0; i < delivered; i++) {
                progress.step();
            }
            return new Figures(fast, delivered);
        } finally {
            clients.shutdownNow();
            delete(outbox);
        }
    }

    private static Latencies fastWhileReportsAreWanted(ExecutorService threads, Client client, URI address)
            throws Exception {
        for (int number = 0; number < REPORTS; number++) {
            URI report = address.resolve("/report?" + number);
            // Nobody waits for the answer: in the naive run the process is gone before it comes.
            threads.execute(() -> callAndForget(client, report));
        }
        Queue<Long> nanos = new ConcurrentLinkedQueue<>();
        long end = System.nanoTime() + RUN_NANOS;
        List<Callable<Void>> calls = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            calls.add(() -> {
                while (System.nanoTime() < end) {
                    long begin = System.nanoTime();
                    client.get(address.resolve("/fast"), "");
                    nanos.add(System.nanoTime() - begin);
                    TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                }
                return null;
            });
        }
        List<Future<Void>> done = threads.invokeAll(calls, 2 * RUN_NANOS, TimeUnit.NANOSECONDS);
        for (Future<Void> call : done) {
            if (call.isCancelled()) {
                nanos.add(2 * RUN_NANOS);
            } else {
                call.get();
            }
        }
        return new Latencies(nanos);
    }

    private static void callAndForget(Client client, URI uri) {
        try {
            client.post(uri, "");
        } catch (IOException e) {
            // The process went away with the request in it: the report is missed in the outbox.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private record Figures(Latencies fast, int delivered) {

        int lost() {
            return REPORTS - delivered;
        }

        String summary() {
            return "p99 " + Latencies.text(fast.millis(99)) + ", " + lost() + " of " + REPORTS + " reports lost";
        }

        Map<String, Object> map() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("clients", CLIENTS);
            map.put("fastP50Millis", fast.millis(50));
            map.put("fastP99Millis", fast.millis(99));
            map.put("reportsWanted", REPORTS);
            map.put("reportsDelivered", delivered);
            map.put("reportsLost", lost());
            return map;
        }
    }
}
