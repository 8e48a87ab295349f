package dev.scalingpatterns.core;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.scalingpatterns.core.redis.RedisConnection;
import dev.scalingpatterns.core.sql.JdbcPool;

/** What this module keeps to itself. */
@AnalyzeClasses(packages = "dev.scalingpatterns.core", importOptions = ImportOption.DoNotIncludeTests.class)
class CoreRulesTest {

    private static final String[] DRIVERS = {
        "io.lettuce..", "io.netty..", "com.zaxxer..", "org.jdbi..", "org.postgresql..", "org.mariadb..", "org.h2.."
    };

    @ArchTest
    static final ArchRule THE_CORE_NEEDS_NO_DRIVER = noClasses()
            .that()
            .resideInAnyPackage("dev.scalingpatterns.core", "dev.scalingpatterns.core.internal")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(DRIVERS);

    @ArchTest
    static final ArchRule THE_CORE_KNOWS_NO_ADAPTER = noClasses()
            .that()
            .resideInAnyPackage("dev.scalingpatterns.core", "dev.scalingpatterns.core.internal")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.scalingpatterns.core.redis..", "dev.scalingpatterns.core.sql..");

    @ArchTest
    static final ArchRule REDIS_AND_SQL_DO_NOT_KNOW_EACH_OTHER = noClasses()
            .that()
            .resideInAPackage("dev.scalingpatterns.core.redis..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.scalingpatterns.core.sql.."))
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("com.zaxxer..", "org.jdbi..");

    @ArchTest
    static final ArchRule AN_ADAPTER_HAS_ONE_PUBLIC_CLASS = classes()
            .that()
            .resideInAnyPackage("dev.scalingpatterns.core.redis..", "dev.scalingpatterns.core.sql..")
            .and()
            .areTopLevelClasses()
            .and()
            .doNotHaveModifier(JavaModifier.SYNTHETIC)
            .and()
            .doNotBelongToAnyOf(RedisConnection.class, JdbcPool.class)
            .and()
            .doNotHaveSimpleName("package-info")
            .should()
            .notBePublic();

    @ArchTest
    static final ArchRule THE_BREAKER_IS_NOBODYS_BUSINESS = noClasses()
            .that()
            .haveNameNotMatching(".*\\.Breaker(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.github.resilience4j..");

    @ArchTest
    static final ArchRule NO_JAVA_SERIALIZATION =
            noClasses().should().dependOnClassesThat().haveNameMatching("java\\.io\\.Object(In|Out)putStream");

    @ArchTest
    static final ArchRule NO_WALL_CLOCK = noClasses()
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");
}
