package dev.scalingpatterns.samples.queries;

import dev.scalingpatterns.jobs.batch.BatchLoader;
import dev.scalingpatterns.jobs.batch.BatchScope;
import dev.scalingpatterns.jobs.batch.QueryCounter;
import dev.scalingpatterns.jobs.batch.QueryRecording;
import dev.scalingpatterns.samples.Latencies;
import dev.scalingpatterns.samples.Problem;
import dev.scalingpatterns.samples.Progress;
import dev.scalingpatterns.samples.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** A page shows users, each with their posts. */
public final class UsersAndPosts implements Problem {

    private static final List<Integer> SIZES = List.of(10, 100, 1_000);

    @Override
    public String name() {
        return "n+1";
    }

    @Override
    public String question() {
        return "10, 100 and 1,000 users, each shown with their posts: how many queries?";
    }

    @Override
    public String backend() {
        return "H2 in memory";
    }

    /** The naive code: a query for the users, and one for each of them. */
    @Override
    public Result naive(Progress progress) {
        Figures figures = run(UsersAndPosts::oneByOne, progress);
        return new Result(figures.queries.equals(List.of(11L, 101L, 1_001L)), figures.summary(), figures.map());
    }

    /** The pattern: the same walk over the users, but the loads gather. */
    @Override
    public Result pattern(Progress progress) {
        Figures figures = run(UsersAndPosts::gathered, progress);
        return new Result(figures.queries.equals(List.of(2L, 2L, 2L)), figures.summary(), figures.map());
    }

    private static long oneByOne(Blog blog) {
        long posts = 0;
        for (Blog.User user : blog.users()) {
            posts += blog.postsOf(user.id()).size();
        }
        return posts;
    }

    private static long gathered(Blog blog) {
        BatchLoader<Long, List<Blog.Post>> posts = BatchLoader.grouped(blog::postsOf, Blog.Post::userId);
        return BatchScope.call(scope -> {
            List<CompletionStage<List<Blog.Post>>> loads = new ArrayList<>();
            for (Blog.User user : blog.users()) {
                loads.add(posts.loadAsync(user.id()));
            }
            return loads.stream()
                    .mapToLong(load -> load.toCompletableFuture().join().size())
                    .sum();
        });
    }

    private static Figures run(ToLongFunction<Blog> page, Progress progress) {
        progress.of(SIZES.size());
        Figures figures = new Figures();
        for (int users : SIZES) {
            // Not every run should warn of what it is here to show.
            QueryCounter counter =
                    QueryCounter.builder().threshold(Integer.MAX_VALUE).build();
            try (Blog blog = new Blog(users, counter::wrap)) {
                long first = page.applyAsLong(blog); // plans are made, classes are loaded
                try (QueryRecording recording = counter.record(users + " users")) {
                    long begin = System.nanoTime();
                    long posts = page.applyAsLong(blog);
                    figures.add(recording.count(), System.nanoTime() - begin);
                    if (posts != first || posts != (long) users * Blog.POSTS_EACH) {
                        throw new IllegalStateException(posts + " posts of " + users + " users");
                    }
                }
            }
            progress.step();
        }
        return figures;
    }

    private static final class Figures {

        private final List<Long> queries = new ArrayList<>();
        private final List<Double> millis = new ArrayList<>();

        void add(long count, long nanos) {
            queries.add(count);
            millis.add(Math.round(nanos / 1_000.0) / 1_000.0);
        }

        String summary() {
            return queries.stream().map(String::valueOf).collect(Collectors.joining(", ")) + " queries; "
                    + millis.stream().map(Latencies::text).collect(Collectors.joining(", "));
        }

        Map<String, Object> map() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("users", SIZES);
            map.put("queries", queries);
            map.put("millis", millis);
            return map;
        }
    }
}
