package dev.scalingpatterns.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingpatterns.core.ConflictException;
import dev.scalingpatterns.testkit.Race;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Of many that race for one key exactly one wins, and a reader never sees a half. */
public interface RaceContract extends StorageHarness {

    /** The racers of the contract. */
    int THREADS = 8;

    /** Tries to publish a text; whether the condition held. */
    private boolean wins(ConditionContract.Way way, String key, String text, Condition condition) {
        try {
            switch (way) {
                case PUT -> put(key, text, condition);
                case WRITER -> write(key, text, condition);
                case COPY -> copy(key, text, condition);
            }
            return true;
        } catch (ConflictException e) {
            return false;
        }
    }

    private void put(String key, String text, Condition condition) {
        store().put(key, Content.ofUtf8(text), condition);
    }

    private void write(String key, String text, Condition condition) {
        try (ObjectWriter writer = store().writer(key)) {
            writer.write(text.getBytes(StandardCharsets.UTF_8));
            writer.commit(condition);
        }
    }

    private void copy(String key, String text, Condition condition) {
        store().put("source/" + text, Content.ofUtf8(text));
        store().copy("source/" + text, key, condition);
    }

    /** Put is raced in full; the others stand on the same step and get a part. */
    private int rounds(ConditionContract.Way way) {
        return way == ConditionContract.Way.COPY ? Math.max(1, raceRounds() / 10) : raceRounds();
    }

    @ParameterizedTest
    @EnumSource(ConditionContract.Way.class)
    default void ofManyThatCreateExactlyOneWins(ConditionContract.Way way) {
        AtomicInteger winners = new AtomicInteger();
        AtomicReference<String> winner = new AtomicReference<>("");
        Race.of(THREADS)
                .rounds(rounds(way))
                .beforeRound(round -> {
                    winners.set(0);
                    store().delete("race");
                })
                .afterRound(round -> {
                    assertThat(winners).as("winners of round %s", round).hasValue(1);
                    assertThat(text("race")).isEqualTo(winner.get());
                })
                .run((thread, round) -> {
                    String text = "thread " + thread;
                    if (wins(way, "race", text, Condition.ifAbsent())) {
                        winners.incrementAndGet();
                        winner.set(text);
                    }
                });
    }

    @ParameterizedTest
    @EnumSource(ConditionContract.Way.class)
    default void ofManyThatCompareAndSetExactlyOneWins(ConditionContract.Way way) {
        AtomicInteger winners = new AtomicInteger();
        AtomicReference<String> winner = new AtomicReference<>("");
        AtomicReference<String> etag =
                new AtomicReference<>(put("race", "begin").etag());
        Race.of(THREADS)
                .rounds(rounds(way))
                .beforeRound(round -> {
                    winners.set(0);
                    etag.set(store().head("race").orElseThrow().etag());
                })
                .afterRound(round -> {
                    assertThat(winners).as("winners of round %s", round).hasValue(1);
                    assertThat(text("race")).isEqualTo(winner.get());
                })
                .run((thread, round) -> {
                    // The bytes differ from round to round: a backend may derive the tag from them.
                    String text = "round " + round + " thread " + thread;
                    if (wins(way, "race", text, Condition.ifMatch(Objects.requireNonNull(etag.get())))) {
                        winners.incrementAndGet();
                        winner.set(text);
                    }
                });
    }

    @Test
    default void noIncrementIsLost() {
        put("counter", "0");
        int each = Math.max(1, raceRounds() / 10);
        Race.of(THREADS).run(() -> {
            for (int i = 0; i < each; i++) {
                increment("counter");
            }
        });
        assertThat(text("counter")).isEqualTo(String.valueOf(THREADS * each));
    }

    private void increment(String key) {
        boolean done = false;
        while (!done) {
            try (ObjectReader reader = store().get(key).orElseThrow()) {
                String etag = reader.info().etag();
                int next = Integer.parseInt(new String(reader.readAllBytes(), StandardCharsets.UTF_8)) + 1;
                done = wins(ConditionContract.Way.PUT, key, String.valueOf(next), Condition.ifMatch(etag));
            }
        }
    }

    @Test
    default void aDeleteAndAReplacementOfOneVersionDoNotBothWin() {
        AtomicReference<String> etag = new AtomicReference<>("");
        AtomicInteger replaced = new AtomicInteger();
        Race.of(2)
                .rounds(raceRounds())
                .beforeRound(round -> {
                    replaced.set(0);
                    etag.set(put("race", "begin " + round).etag());
                })
                .afterRound(round -> assertThat(store().head("race").isPresent())
                        .as("the replacement of round %s is there if and only if it won", round)
                        .isEqualTo(replaced.get() == 1))
                .run((thread, round) -> {
                    if (thread == 0) {
                        deleteIfMatch(Objects.requireNonNull(etag.get()));
                    } else if (wins(
                            ConditionContract.Way.PUT,
                            "race",
                            "end " + round,
                            Condition.ifMatch(Objects.requireNonNull(etag.get())))) {
                        replaced.incrementAndGet();
                    }
                });
    }

    private void deleteIfMatch(String etag) {
        try {
            store().delete("race", Condition.ifMatch(etag));
        } catch (ConflictException e) {
            assertThat(e.subject()).endsWith("race");
        }
    }

    @Test
    default void aReaderSeesAWholeObjectWithItsMetadata() {
        int rounds = Math.max(100, raceRounds() / 10);
        putVersion(0);
        Race.of(THREADS).run((thread, none) -> {
            for (int i = 0; i < rounds; i++) {
                if (thread % 4 == 0) {
                    putVersion(thread * rounds + i);
                } else if (thread % 4 == 1) {
                    writeVersion(thread * rounds + i);
                } else {
                    assertWhole();
                }
            }
        });
        assertWhole();
    }

    /** A version tells its number in each of its bytes, in its size and in its metadata. */
    private static byte[] version(int number) {
        byte[] bytes = new byte[1_000 + number % 97 * 3_001];
        Arrays.fill(bytes, (byte) number);
        return bytes;
    }

    private static PutOptions numbered(int number) {
        return PutOptions.defaults().withUser("number", String.valueOf(number));
    }

    private void putVersion(int number) {
        store().put("versions", Content.of(version(number)), numbered(number));
    }

    private void writeVersion(int number) {
        byte[] bytes = version(number);
        try (ObjectWriter writer = store().writer("versions", numbered(number))) {
            writer.write(bytes, 0, bytes.length / 2);
            writer.write(bytes, bytes.length / 2, bytes.length - bytes.length / 2);
            writer.commit();
        }
    }

    private void assertWhole() {
        try (ObjectReader reader = store().get("versions").orElseThrow()) {
            String number = reader.info().metadata().user().get("number");
            assertThat(number).as("the metadata of this version").isNotNull();
            byte[] expected = version(Integer.parseInt(number));
            assertThat(reader.info().size()).isEqualTo(expected.length);
            assertThat(Arrays.equals(reader.readAllBytes(), expected))
                    .as("all bytes of version %s", number)
                    .isTrue();
        }
    }

    @Test
    default void aListingIsWholeWhileOthersWrite() {
        for (int i = 0; i < 50; i++) {
            put(String.format("lasting/%02d", i), "");
        }
        int rounds = Math.max(5, raceRounds() / 100);
        Race.of(4).run((thread, none) -> {
            for (int i = 0; i < rounds; i++) {
                if (thread < 2) {
                    List<String> seen = names(ListOptions.prefix("lasting/").withPageSize(3));
                    assertThat(seen).isSorted().doesNotHaveDuplicates();
                    assertThat(seen.stream().filter(name -> name.length() == 10))
                            .hasSize(50);
                } else {
                    String fleeting = String.format("lasting/%02dx%s", i % 50, thread);
                    put(fleeting, "");
                    put(String.format("lasting/%02d", i % 50), "replaced");
                    store().delete(fleeting);
                }
            }
        });
    }
}
