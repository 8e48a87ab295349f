package dev.scalingpatterns.session.mutants;

import dev.scalingpatterns.core.internal.Listeners;
import dev.scalingpatterns.session.SessionBackend;
import dev.scalingpatterns.session.SessionListener;
import dev.scalingpatterns.session.SessionOptions;
import dev.scalingpatterns.session.SessionStore;
import dev.scalingpatterns.session.internal.DriverSessionStore;
import dev.scalingpatterns.testkit.SettableTime;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** A store around {@link SimpleDriver} or a mutant of it. */
class MutantSessions implements SessionBackend {

    /** Makes the driver. */
    interface Maker {
        SimpleDriver make(SessionOptions options, InstantSource time, Listeners<SessionListener> listeners);
    }

    private final SettableTime time = new SettableTime();
    private final List<SimpleDriver> drivers = new ArrayList<>();
    private final Maker maker;

    MutantSessions(Maker maker) {
        this.maker = maker;
    }

    @Override
    public SessionStore open(SessionOptions options, SessionListener listener) {
        Listeners<SessionListener> listeners = new Listeners<>(listener);
        SimpleDriver driver = maker.make(options, time, listeners);
        drivers.add(driver);
        return new DriverSessionStore(driver, options, time, new SecureRandom(), listeners);
    }

    @Override
    public Duration tick() {
        return Duration.ofMinutes(1);
    }

    @Override
    public void pass(Duration duration) {
        time.advance(duration);
    }

    @Override
    public void sweep() {
        drivers.forEach(SimpleDriver::expire);
    }

    @Override
    public List<String> storedTexts() {
        List<String> texts = new ArrayList<>();
        for (SimpleDriver driver : drivers) {
            driver.entries.values().forEach(entry -> {
                texts.add(entry.key.hash());
                entry.former.keySet().forEach(key -> texts.add(key.hash()));
            });
        }
        return texts;
    }
}
