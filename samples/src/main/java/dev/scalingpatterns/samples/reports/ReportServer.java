package dev.scalingpatterns.samples.reports;

import dev.scalingpatterns.core.Backends;
import dev.scalingpatterns.jobs.JobQueue;
import dev.scalingpatterns.jobs.JobType;
import dev.scalingpatterns.jobs.Worker;
import dev.scalingpatterns.samples.web.AppServer;
import dev.scalingpatterns.samples.web.Response;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A process of its own: {@code /fast} answers at once, {@code /report?NUMBER} wants a report. It is stopped by SIGTERM, as
 * a deploy does it.
 */
final class ReportServer {

    static final String READY = "listening at ";
    private static final int THREADS = 4;
    private static final Duration TO_FINISH = Duration.ofSeconds(60);

    private ReportServer() {}

    /** Arguments: {@code naive} or {@code pattern}, and the outbox. */
    public static void main(String[] arguments) {
        System.setProperty("org.jboss.logging.provider", "slf4j");
        Path outbox = Path.of(arguments[1]);
        AppServer server = new AppServer(THREADS).path("/fast", request -> Response.of(200, "fast"));
        if (arguments[0].equals("naive")) {
            inline(server, outbox);
        } else {
            queued(server, outbox);
        }
        System.out.println(READY + server.uri("/"));
    }

    /** The naive code: the request does the work, and ends with the process. */
    private static void inline(AppServer server, Path outbox) {
        server.path("/report", request -> {
                    new Report(Integer.parseInt(request.query())).write(outbox);
                    return Response.of(200, "written");
                })
                .start();
    }

    /** The pattern: the request leaves a job; on shutdown what was accepted is finished first. */
    private static void queued(AppServer server, Path outbox) {
        JobType<Report> type = JobType.of("report", Report.class);
        Backends backends = Backends.inMemory();
        JobQueue jobs = JobQueue.open(backends);
        Worker worker = Worker.of(jobs)
                .handle(type, context -> context.payload().write(outbox))
                .concurrency(1)
                .start();
        server.path("/report", request -> {
                    jobs.enqueue(type.job(new Report(Integer.parseInt(request.query()))));
                    return Response.of(202, "accepted");
                })
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> shutDown(server, worker, backends), "shut-down"));
    }

    private static void shutDown(AppServer server, Worker worker, Backends backends) {
        server.close();
        try {
            worker.finishAll(TO_FINISH);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        backends.close();
    }
}
