package dev.scalingpatterns.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackendUrlTest {

    @ParameterizedTest
    @CsvSource({
        "memory:, memory",
        "redis://localhost:6379, redis",
        "redis-cluster://a, redis-cluster",
        "jdbc:postgresql://h/db, jdbc:postgresql",
        "jdbc:h2:mem:app, jdbc:h2",
        "s3://photos?region=eu-west-1, s3"
    })
    void readsTheScheme(String text, String scheme) {
        assertThat(BackendUrl.parse(text).scheme()).isEqualTo(scheme);
        assertThat(BackendUrl.parse(text).value()).isEqualTo(text);
    }

    @Test
    void readsParametersInTheirOrder() {
        BackendUrl url = BackendUrl.parse("s3://b?region=eu%2Dwest&flag&empty=&z=%C3%A9");
        assertThat(url.parameters().keySet()).containsExactly("region", "flag", "empty", "z");
        assertThat(url.parameter("region")).contains("eu-west");
        assertThat(url.parameter("flag")).contains("");
        assertThat(url.parameter("z")).contains("é");
        assertThat(url.parameter("none")).isEmpty();
        assertThat(BackendUrl.parse("s3://b?").parameters()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "redis",
                ":",
                "redis ://h",
                "redis://h\n",
                "REDIS://h",
                "redis://h\u00a0",
                "redis://h\u200b",
                "jdbc:",
                "jdbc:postgresql",
                "jdbc::x",
                "1redis://h",
                "réd:h"
            })
    void refusesWhatIsNoUrl(String text) {
        assertThatThrownBy(() -> BackendUrl.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesBrokenParametersWithoutQuotingThem() {
        assertThatThrownBy(() -> BackendUrl.parse("s3://b?secret=hunter%zz"))
                .hasMessageContaining("write %25")
                .hasMessageNotContaining("zz");
        assertThatThrownBy(() -> BackendUrl.parse("s3://b?a=1&a=2")).hasMessageContaining("'a' is given twice");
        assertThatThrownBy(() -> BackendUrl.parse("s3://b?=1")).hasMessageContaining("has no name");
    }

    @Test
    void leavesAJdbcDriversParametersToTheDriver() {
        BackendUrl url = BackendUrl.parse("jdbc:postgresql://h/db?password=50%off&a=1&a=2");
        assertThat(url.parameter("password")).contains("50%off");
        assertThat(url.value()).contains("password=50%off");
    }

    @Test
    void refusesAnUnknownParameterWithTheNearest() {
        assertThatThrownBy(
                        () -> BackendUrl.parse("s3://b?regoin=x").requireKnownParameters(Set.of("region", "endpoint")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown URL parameter 'regoin'; did you mean 'region'?; allowed: endpoint, region");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            redis://:hunter22@h:6379/0                     | redis://:***@h:6379/0
            redis://app:hunter22@h                         | redis://app:***@h
            redis://hunter22@h                             | redis://***@h
            redis://:hunter22/x@h                          | redis://:***@h
            redis://:hunter22@x@h                          | redis://:***@h
            redis://:hunter22#x@h                          | redis://:***@h
            redis://:hunter22?x@h                          | redis://:***@h
            redis://:hunter22?a=b@h                        | redis://:***@h
            jdbc:postgresql://h/db?user=u&password=hunter22| jdbc:postgresql://h/db?user=u&password=***
            jdbc:h2:mem:a;USER=u;PASSWORD=hunter22         | jdbc:h2:mem:a;USER=u;PASSWORD=***
            jdbc:oracle:thin:u/hunter22@h:1521             | jdbc:oracle:thin:***@h:1521
            jdbc:oracle:thin:u/hunter22@//h:1521/s         | jdbc:oracle:thin:***@//h:1521/s
            jdbc:oracle:thin:@//h:1521/s                   | jdbc:oracle:thin:@//h:1521/s
            s3://b?secretKey=hunter22&region=r             | s3://b?secretKey=***&region=r
            s3://b?access-token=hunter22                   | s3://b?access-token=***
            token:?keys=hunter22                           | token:?keys=***
            jdbc:mariadb://h/db?user=a@b                   | jdbc:mariadb://h/db?user=a@b
            memory:                                        | memory:
            """)
    void masksSecretsWhereverTheyStand(String text, String masked) {
        assertThat(BackendUrl.parse(text)).hasToString(masked);
    }

    @Test
    void masksItselfAndItsSecretsInAForeignText() {
        BackendUrl url = BackendUrl.parse("redis://:hun%2Fter22@h?sentinel-password=other33");
        assertThat(url.mask("cannot connect to " + url.value() + " with hun/ter22 or hun%2Fter22, other33"))
                .isEqualTo("cannot connect to redis://:***@h?sentinel-password=*** with *** or ***, ***");
    }

    @Test
    void isAValue() {
        BackendUrl url = BackendUrl.parse("redis://h");
        assertThat(url).isEqualTo(BackendUrl.parse("redis://h")).hasSameHashCodeAs(BackendUrl.parse("redis://h"));
        assertThat(url).isNotEqualTo(BackendUrl.parse("redis://g"));
    }
}
