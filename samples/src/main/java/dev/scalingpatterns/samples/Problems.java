package dev.scalingpatterns.samples;

import dev.scalingpatterns.samples.cache.ProductReads;
import dev.scalingpatterns.samples.failover.Failover;
import dev.scalingpatterns.samples.files.Uploads;
import dev.scalingpatterns.samples.queries.UsersAndPosts;
import dev.scalingpatterns.samples.reports.SlowWork;
import dev.scalingpatterns.samples.sessions.Sessions;
import dev.scalingpatterns.samples.writes.Withdrawals;
import java.util.List;

/** Every problem, in the order in which a growing application meets them. */
final class Problems {

    private Problems() {}

    static List<Problem> all() {
        return List.of(
                new Sessions(),
                new ProductReads(),
                new Withdrawals(),
                new Uploads(),
                new SlowWork(),
                new UsersAndPosts(),
                new Failover());
    }
}
