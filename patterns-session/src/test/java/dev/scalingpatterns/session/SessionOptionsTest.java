package dev.scalingpatterns.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.scalingpatterns.core.Codec;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SessionOptionsTest {

    private final SessionOptions.Builder builder = SessionOptions.builder();

    @Test
    void theDefaultsAreTheDocumentedOnes() {
        SessionOptions options = SessionOptions.defaults();

        assertThat(options.idleTimeout()).isEqualTo(Duration.ofMinutes(30));
        assertThat(options.absoluteTimeout()).isEqualTo(Duration.ofHours(12));
        assertThat(options.rotationGrace()).isEqualTo(Duration.ofSeconds(10));
        assertThat(options.renewalInterval()).isEqualTo(Duration.ofHours(1));
        assertThat(options.touchPercent()).isEqualTo(5);
        assertThat(options.maxAttributeBytes()).isEqualTo(65_536);
        assertThat(options.maxSessionBytes()).isEqualTo(262_144);
        assertThat(options.updateAttempts()).isEqualTo(20);
        assertThat(options.undecodable()).isEqualTo(UndecodablePolicy.DROP_ATTRIBUTE);
        assertThat(options.codec()).isSameAs(Codec.standard());
    }

    @Test
    void aTimeoutThatIsNoneIsRefusedAtTheSetter() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.idleTimeout(Duration.ZERO))
                .withMessageContainingAll("idle timeout", "PT0.001S", "PT0S");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.idleTimeout(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.idleTimeout(Duration.ofSeconds(Long.MAX_VALUE)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.absoluteTimeout(Duration.ofDays(3_651)))
                .withMessageContaining("absolute timeout");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.rotationGrace(Duration.ofMinutes(6)))
                .withMessageContaining("rotation grace");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.rotationGrace(Duration.ofMillis(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.renewalInterval(Duration.ZERO));
        assertThat(builder.rotationGrace(Duration.ZERO).build().rotationGrace()).isZero();
    }

    @Test
    void aNumberOutOfBoundsIsRefusedAtTheSetter() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.touchPercent(51))
                .withMessageContainingAll("touch percent", "0 to 50", "51");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.maxAttributeBytes(0));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.maxSessionBytes(1L << 31));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.updateAttempts(0));
    }

    @Test
    @SuppressWarnings("NullAway") // null is the point
    void nullIsRefusedByName() {
        assertThatNullPointerException()
                .isThrownBy(() -> builder.idleTimeout(null))
                .withMessageContaining("idle timeout");
        assertThatNullPointerException()
                .isThrownBy(() -> builder.rotationGrace(null))
                .withMessageContaining("rotationGrace");
        assertThatNullPointerException().isThrownBy(() -> builder.codec(null)).withMessageContaining("codec");
        assertThatNullPointerException()
                .isThrownBy(() -> builder.undecodable(null))
                .withMessageContaining("undecodable");
    }
}
