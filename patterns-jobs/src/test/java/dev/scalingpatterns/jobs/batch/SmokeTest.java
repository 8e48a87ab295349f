package dev.scalingpatterns.jobs.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SmokeTest {

    record Post(long id, long userId) {}

    @Test
    void threeLevels() {
        List<String> calls = new ArrayList<>();
        BatchLoader<Long, List<Post>> posts = BatchLoader.grouped(
                (Set<Long> ids) -> {
                    calls.add("posts " + ids.size());
                    return ids.stream()
                            .flatMap(id -> LongStream.range(0, 3).mapToObj(i -> new Post(id * 10 + i, id)))
                            .collect(Collectors.toList());
                },
                Post::userId);
        BatchLoader<Long, String> comments = BatchLoader.<Long, String>mapped(ids -> {
            calls.add("comments " + ids.size());
            return ids.stream().collect(Collectors.toMap(id -> id, id -> "c" + id));
        });
        System.out.println(posts.name());
        BatchScope.run(scope -> {
            List<CompletableFuture<?>> all = new ArrayList<>();
            for (long user = 1; user <= 100; user++) {
                all.add(posts.loadAsync(user)
                        .thenCompose(list -> comments.loadAllAsync(
                                list.stream().map(Post::id).collect(Collectors.toList())))
                        .toCompletableFuture());
            }
            CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0])).join();
            Map<?, ?> last = (Map<?, ?>) all.get(99).join();
            assertThat(last).hasSize(3);
        });
        assertThat(calls).containsExactly("posts 100", "comments 300");
        calls.clear();
        BatchScope.run(scope -> {
            for (long user = 1; user <= 50; user++) {
                long u = user;
                var unused = scope.fork(() ->
                        posts.load(u).stream().map(p -> comments.load(p.id())).toList());
            }
        });
        assertThat(calls).containsExactly("posts 50", "comments 50", "comments 50", "comments 50");
    }
}
