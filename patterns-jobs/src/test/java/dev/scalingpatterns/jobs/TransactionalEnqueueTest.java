package dev.scalingpatterns.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingpatterns.concurrency.Isolation;
import dev.scalingpatterns.concurrency.TransactionBody;
import dev.scalingpatterns.concurrency.Transactor;
import dev.scalingpatterns.core.Backends;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A job in memory is accepted exactly when the caller's transaction commits. */
class TransactionalEnqueueTest {

    private static final JobType<String> TEXT = JobType.of("text", String.class);

    private final InMemoryJobQueue jobs = InMemoryJobQueue.create();
    private final Handle handle = Jdbi.create("jdbc:h2:mem:").open();

    @BeforeEach
    void createTable() {
        handle.execute("CREATE TABLE orders (id INT PRIMARY KEY)");
    }

    @AfterEach
    void close() {
        handle.close();
        jobs.close();
    }

    @Test
    void aJobIsAcceptedWhenTheTransactionCommits() {
        JobId id = handle.inTransaction(h -> {
            h.execute("INSERT INTO orders VALUES (1)");
            JobId promised = jobs.enqueue(h, TEXT.job("receipt"));
            assertThat(jobs.find(promised)).isEmpty();
            assertThat(jobs.counts()).isEmpty();
            return promised;
        });
        assertThat(jobs.find(id).orElseThrow().state()).isEqualTo(JobState.READY);
    }

    @Test
    void aJobIsNotAcceptedWhenTheTransactionRollsBack() {
        assertThatThrownBy(() -> handle.useTransaction(h -> {
                    jobs.enqueueAll(h, List.of(TEXT.job("a"), TEXT.job("b")));
                    throw new IllegalArgumentException("no money");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(jobs.counts()).isEmpty();
        // And what was rolled back does not come with the next commit.
        handle.useTransaction(h -> h.execute("INSERT INTO orders VALUES (2)"));
        assertThat(jobs.counts()).isEmpty();
    }

    @Test
    void aTransactorsCommitCountsAndItsRollbackToo() {
        try (Backends backends = Backends.inMemory()) {
            Transactor transactor = Transactor.open(backends);
            JobId id = transactor.run(Isolation.SERIALIZABLE, h -> {
                JobId promised = jobs.enqueue(h, TEXT.job("receipt"));
                assertThat(jobs.find(promised)).isEmpty();
                return promised;
            });
            assertThat(jobs.find(id)).isPresent();
            TransactionBody<JobId, RuntimeException> failing = h -> {
                jobs.enqueue(h, TEXT.job("lost"));
                throw new IllegalArgumentException("no money");
            };
            assertThatThrownBy(() -> transactor.run(Isolation.SERIALIZABLE, failing))
                    .hasMessageContaining("no money");
            assertThat(jobs.counts("default").ready()).isEqualTo(1);
        }
    }

    @Test
    void aHandleWithoutATransactionIsRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> jobs.enqueue(handle, TEXT.job("a")))
                .withMessageContaining("jobs.enqueue")
                .withMessageContaining("no transaction");
        assertThat(jobs.counts()).isEmpty();
    }

    @Test
    void aTakenKeyIsRejectedAtTheCall() {
        jobs.enqueue(TEXT.job("a").uniqueBy("k", OnDuplicate.REJECT));
        handle.begin();
        assertThatThrownBy(() -> jobs.enqueue(handle, TEXT.job("b").uniqueBy("k", OnDuplicate.REJECT)))
                .isInstanceOf(DuplicateJobException.class);
        handle.commit();
        assertThat(jobs.counts("default").ready()).isEqualTo(1);
    }

    @Test
    void aKeyThatIsTakenBeforeTheCommitLeadsToTheOtherJob() {
        handle.begin();
        JobId promised = jobs.enqueue(handle, TEXT.job("b").uniqueBy("k", OnDuplicate.REJECT));
        JobId other = jobs.enqueue(TEXT.job("a").uniqueBy("k", OnDuplicate.REJECT));
        handle.commit();
        assertThat(jobs.counts("default").ready()).isEqualTo(1);
        assertThat(jobs.find(promised).orElseThrow().id()).isEqualTo(other);
        assertThat(jobs.cancel(promised)).isEqualTo(CancelOutcome.CANCELLED);
    }

    @Test
    void aReplacementTakesTheKeyAtTheCommit() {
        handle.begin();
        JobId promised = jobs.enqueue(handle, TEXT.job("b").uniqueBy("k", OnDuplicate.REPLACE));
        JobId other = jobs.enqueue(TEXT.job("a").uniqueBy("k", OnDuplicate.REJECT));
        handle.commit();
        assertThat(jobs.find(other).orElseThrow().state()).isEqualTo(JobState.CANCELLED);
        assertThat(jobs.find(promised).orElseThrow().state()).isEqualTo(JobState.READY);
    }

    @Test
    void aPromiseIsKeptEvenIfTheQueueHasFilledUp() {
        try (InMemoryJobQueue small = InMemoryJobQueue.builder().capacity(1).build()) {
            handle.begin();
            JobId promised = small.enqueue(handle, TEXT.job("a"));
            small.enqueue(TEXT.job("b"));
            handle.commit();
            assertThat(small.find(promised)).isPresent();
        }
    }
}
