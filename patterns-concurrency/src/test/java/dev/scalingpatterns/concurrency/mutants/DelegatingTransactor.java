package dev.scalingpatterns.concurrency.mutants;

import dev.scalingpatterns.concurrency.Resolution;
import dev.scalingpatterns.concurrency.TransactionBody;
import dev.scalingpatterns.concurrency.TransactionDefinition;
import dev.scalingpatterns.concurrency.TransactionOutcome;
import dev.scalingpatterns.concurrency.Transactor;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A sound transactor, for a mutant to spoil one method of. */
class DelegatingTransactor implements Transactor {

    private final Transactor sound;

    DelegatingTransactor(Transactor sound) {
        this.sound = sound;
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T run(
            TransactionDefinition definition, TransactionBody<T, X> body) throws X {
        return sound.run(definition, body);
    }

    @Override
    public <T extends @Nullable Object> TransactionOutcome<T> attempt(
            TransactionDefinition definition, TransactionBody<T, ?> body) {
        return sound.attempt(definition, body);
    }

    @Override
    public Resolution resolve(String key) {
        return sound.resolve(key);
    }

    @Override
    public DataSource dataSource() {
        return sound.dataSource();
    }

    @Override
    public long purgeKeys(Duration olderThan) {
        return sound.purgeKeys(olderThan);
    }

    @Override
    public void close() {
        sound.close();
    }
}
