package dev.scalingpatterns.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** The arrows of the house run one way, and a port names no driver. */
@AnalyzeClasses(packages = "dev.scalingpatterns", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "dev.scalingpatterns.";
    private static final String[] LIBRARY = {
        ROOT + "core..",
        ROOT + "session..",
        ROOT + "cache..",
        ROOT + "concurrency..",
        ROOT + "storage..",
        ROOT + "jobs.."
    };

    @ArchTest
    static final ArchRule arrows = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("core")
            .definedBy(ROOT + "core..")
            .layer("session")
            .definedBy(ROOT + "session..")
            .layer("cache")
            .definedBy(ROOT + "cache..")
            .layer("concurrency")
            .definedBy(ROOT + "concurrency..")
            .layer("storage")
            .definedBy(ROOT + "storage..")
            .layer("jobs")
            .definedBy(ROOT + "jobs..")
            .layer("testkit")
            .definedBy(ROOT + "testkit..")
            .layer("samples")
            .definedBy(ROOT + "samples..")
            .whereLayer("core")
            .mayNotAccessAnyLayer()
            .whereLayer("testkit")
            .mayNotAccessAnyLayer()
            .whereLayer("session")
            .mayOnlyAccessLayers("core")
            .whereLayer("cache")
            .mayOnlyAccessLayers("core")
            .whereLayer("concurrency")
            .mayOnlyAccessLayers("core")
            .whereLayer("storage")
            .mayOnlyAccessLayers("core")
            .whereLayer("jobs")
            .mayOnlyAccessLayers("core", "concurrency")
            .whereLayer("samples")
            .mayNotBeAccessedByAnyLayer();

    /** The batch loaders work where the queue's parts are left out. */
    @ArchTest
    static final ArchRule batchKnowsNoQueue = noClasses()
            .that()
            .resideInAPackage(ROOT + "jobs.batch..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + "jobs", ROOT + "concurrency..");

    /** Jdbi's Handle is the name of a transaction, and the one driver type that a port may say. */
    @ArchTest
    static final ArchRule portsNameNoDriver = classes()
            .that()
            .resideInAnyPackage(ROOT + "session", ROOT + "cache", ROOT + "concurrency", ROOT + "storage", ROOT + "jobs")
            .and(describe("are public", ArchitectureTest::isPort))
            .should(nameOnly("the JDK, JSpecify, our own types and Jdbi's Handle", ArchitectureTest::allowedInPort));

    @ArchTest
    static final ArchRule coreNamesNoDriver = classes()
            .that()
            .resideInAPackage(ROOT + "core")
            .and(describe("are public", ArchitectureTest::isPublic))
            .should(nameOnly("the JDK, JSpecify and our own types", ArchitectureTest::ownOrJdk));

    @ArchTest
    static final ArchRule everyPackageIsNullMarked = classes()
            .that()
            .resideInAnyPackage(LIBRARY)
            .should(new ArchCondition<JavaClass>("be in a package that is @NullMarked") {
                @Override
                public void check(JavaClass item, ConditionEvents events) {
                    if (!item.getPackage().isAnnotatedWith(NullMarked.class)) {
                        events.add(SimpleConditionEvent.violated(item, item.getPackageName() + " is not @NullMarked"));
                    }
                }
            });

    @ArchTest
    static final ArchRule noJavaSerialization = noClasses()
            .that()
            .resideInAnyPackage(LIBRARY)
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(ObjectInputStream.class, ObjectOutputStream.class);

    @ArchTest
    static final ArchRule noJavaxServlet =
            noClasses().should().dependOnClassesThat().resideInAPackage("javax.servlet..");

    @ArchTest
    static final ArchRule noWallClock = noClasses()
            .that()
            .resideInAnyPackage(LIBRARY)
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .because("time is an argument");

    private static boolean isPublic(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC);
    }

    private static boolean allowedInPort(JavaClass type) {
        return ownOrJdk(type) || type.getName().equals("org.jdbi.v3.core.Handle");
    }

    /** JdbiTransactor is the adapter that its name says; its builder lets a user set Jdbi up. */
    private static boolean isPort(JavaClass type) {
        return isPublic(type) && !type.getName().startsWith(ROOT + "concurrency.JdbiTransactor");
    }

    private static boolean ownOrJdk(JavaClass type) {
        JavaClass base = type.getBaseComponentType();
        return base.isPrimitive()
                || Stream.of("java.", "javax.sql.", "org.jspecify.", ROOT)
                        .anyMatch(prefix -> base.getName().startsWith(prefix));
    }

    private static ArchCondition<JavaClass> nameOnly(
            String allowed, java.util.function.Predicate<JavaClass> isAllowed) {
        DescribedPredicate<JavaClass> predicate = describe(allowed, isAllowed);
        return new ArchCondition<>("name only " + allowed + " in their signatures") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                for (JavaCodeUnit unit : item.getCodeUnits()) {
                    Set<JavaModifier> modifiers = unit.getModifiers();
                    if (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED)) {
                        refuse(item, unit.getFullName(), unit.getAllInvolvedRawTypes(), predicate, events);
                    }
                }
                refuse(item, item.getName(), Set.copyOf(item.getAllRawInterfaces()), predicate, events);
                refuse(item, item.getName(), Set.copyOf(item.getAllRawSuperclasses()), predicate, events);
            }
        };
    }

    private static void refuse(
            JavaClass item,
            String where,
            Set<JavaClass> named,
            DescribedPredicate<JavaClass> allowed,
            ConditionEvents events) {
        List<String> foreign = named.stream()
                .filter(allowed.negate())
                .map(JavaClass::getName)
                .sorted()
                .collect(Collectors.toList());
        if (!foreign.isEmpty()) {
            events.add(SimpleConditionEvent.violated(item, where + " names " + foreign));
        }
    }
}
