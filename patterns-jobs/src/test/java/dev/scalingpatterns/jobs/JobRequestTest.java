package dev.scalingpatterns.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.scalingpatterns.core.Codec;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The values of a request, and what they refuse. */
class JobRequestTest {

    private static final JobType<String> TEXT = JobType.of("text", String.class);

    @Test
    void aTypeHasSafeDefaults() {
        assertThat(TEXT.version()).isEqualTo(1);
        assertThat(TEXT.queue()).isEqualTo("default");
        assertThat(TEXT.retry()).isEqualTo(RetryPolicy.DEFAULT);
        assertThat(TEXT.timeLimit()).isEqualTo(Duration.ofHours(1));
        assertThat(TEXT.version(3)).hasToString("text v3");
    }

    @Test
    void aTypeRefusesWhatWillNotDo() {
        for (String kind : new String[] {"", "Text", "1st", "a b", "a:b", "x".repeat(101)}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> JobType.of(kind, String.class))
                    .withMessageContaining("a job's kind");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> TEXT.version(0));
        assertThatIllegalArgumentException().isThrownBy(() -> TEXT.version(40_000));
        assertThatIllegalArgumentException().isThrownBy(() -> TEXT.timeLimit(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> TEXT.timeLimit(Duration.ofDays(366)));
        assertThatIllegalArgumentException().isThrownBy(() -> TEXT.queue(""));
    }

    @Test
    void aRequestIsChangedByCopies() {
        JobRequest<String> plain = TEXT.job("x");
        JobRequest<String> full = plain.in(Duration.ofSeconds(3))
                .priority(JobPriority.URGENT)
                .queue("mail")
                .uniqueBy("k", OnDuplicate.KEEP)
                .header("a", "1")
                .header("b", "2");
        assertThat(plain.delay()).isZero();
        assertThat(plain.headers()).isEmpty();
        assertThat(full.delay()).isEqualTo(Duration.ofSeconds(3));
        assertThat(full.priority()).isEqualTo(JobPriority.URGENT);
        assertThat(full.queue()).isEqualTo("mail");
        assertThat(full.uniqueKey()).contains("k");
        assertThat(full.onDuplicate()).isEqualTo(OnDuplicate.KEEP);
        assertThat(full.headers()).isEqualTo(Map.of("a", "1", "b", "2"));
        assertThat(full.payload()).isEqualTo("x");
        assertThat(full.at(Instant.EPOCH).delay()).isZero();
        assertThat(full.at(Instant.EPOCH).in(Duration.ZERO).at()).isEmpty();
        assertThat(full).hasToString("job of text v1");
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"}) // a caller without generics
    void aPayloadOfAnotherTypeIsRefused() {
        JobType raw = TEXT;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> raw.job(5))
                .withMessageContaining("java.lang.String")
                .withMessageContaining("java.lang.Integer");
    }

    @Test
    void aRequestRefusesWhatWillNotDo() {
        JobRequest<String> request = TEXT.job("x");
        assertThatIllegalArgumentException().isThrownBy(() -> request.in(Duration.ofMillis(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> request.in(Duration.ofDays(3_651)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request.at(Instant.MAX))
                .withMessageContaining("9999");
        assertThatIllegalArgumentException().isThrownBy(() -> request.at(Instant.MIN));
        assertThatIllegalArgumentException().isThrownBy(() -> request.uniqueBy("", OnDuplicate.KEEP));
        assertThatIllegalArgumentException().isThrownBy(() -> request.uniqueBy("a\nb", OnDuplicate.KEEP));
        assertThatIllegalArgumentException().isThrownBy(() -> request.uniqueBy("x".repeat(201), OnDuplicate.KEEP));
        assertThatIllegalArgumentException().isThrownBy(() -> request.header("", "x"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request.header("a", "x\r\ny"))
                .withMessageContaining("a ");
        assertThatIllegalArgumentException().isThrownBy(() -> request.header("a", "x".repeat(1_001)));
        JobRequest<String> full = request;
        for (int i = 0; i < 32; i++) {
            full = full.header("h" + i, "v");
        }
        JobRequest<String> fullOne = full;
        assertThatIllegalArgumentException().isThrownBy(() -> fullOne.header("one-more", "v"));
        assertThat(fullOne.header("h0", "again").headers()).hasSize(32);
    }

    @Test
    @SuppressWarnings("NullAway") // to see null refused
    void nullsAreRefusedByName() {
        assertThatNullPointerException()
                .isThrownBy(() -> JobType.of(null, String.class))
                .withMessageContaining("kind");
        assertThatNullPointerException().isThrownBy(() -> JobType.of("k", null)).withMessageContaining("payloadType");
        assertThatNullPointerException().isThrownBy(() -> TEXT.retry(null)).withMessageContaining("retry");
        assertThatNullPointerException().isThrownBy(() -> TEXT.queue(null)).withMessageContaining("queue");
        assertThatNullPointerException()
                .isThrownBy(() -> TEXT.job("x").priority(null))
                .withMessageContaining("priority");
        assertThatNullPointerException()
                .isThrownBy(() -> TEXT.job("x").header(null, ""))
                .withMessageContaining("name");
        assertThatNullPointerException()
                .isThrownBy(() -> TEXT.job("x").uniqueBy(null, OnDuplicate.KEEP))
                .withMessageContaining("key");
    }

    @Test
    void anEncodedValueHidesItsBytesAndKeepsThem() {
        byte[] bytes = Codec.standard().encode("secret");
        EncodedValue value = EncodedValue.of(bytes);
        bytes[1] = 'X';
        value.bytes()[1] = 'Y';
        assertThat(value.decode(Codec.standard(), String.class)).isEqualTo("secret");
        assertThat(value).hasToString("7 bytes");
        assertThat(value).isEqualTo(EncodedValue.encode(Codec.standard(), "secret"));
        assertThat(value).hasSameHashCodeAs(EncodedValue.encode(Codec.standard(), "secret"));
    }

    @Test
    void progressHasBounds() {
        assertThatIllegalArgumentException().isThrownBy(() -> new JobProgress(1.1, ""));
        assertThatIllegalArgumentException().isThrownBy(() -> new JobProgress(Double.NaN, ""));
        assertThatIllegalArgumentException().isThrownBy(() -> new JobProgress(0, "x".repeat(1_001)));
    }
}
