package dev.scalingpatterns.testkit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Set;
import java.util.TreeSet;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Shows that a contract suite can fail: runs it against a <em>mutant</em>, the naive implementation that breaks one
 * promise, and asks that the tests of that promise reject it.
 *
 * <p>A mutant's suite is a class that build tools do not pick up by its name, for example {@code LastWriteWinsMutant
 * extends SessionStoreContract}.
 */
public final class Mutants {

    private Mutants() {}

    /**
     * Runs the named tests of a suite, and no other, and asks that they fail.
     *
     * @param suite the contract suite over the mutant
     * @param rejectedBy the methods that must fail, at least one
     * @throws AssertionError if one of them passes or is not there
     */
    public static void assertRejected(Class<?> suite, String... rejectedBy) {
        if (rejectedBy.length == 0) {
            throw new IllegalArgumentException("name the tests that reject " + suite.getName());
        }
        Outcome outcome = run(suite, Set.of(rejectedBy));
        for (String test : rejectedBy) {
            if (!outcome.ran.contains(test)) {
                throw new AssertionError(suite.getSimpleName() + " has no test " + test + "; it ran " + outcome.ran);
            }
            if (!outcome.failed.contains(test)) {
                throw new AssertionError(test + " passes on " + suite.getSimpleName()
                        + ", so it proves nothing; failed: " + outcome.failed);
            }
        }
    }

    private static Outcome run(Class<?> suite, Set<String> tests) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(suite))
                .filters((PostDiscoveryFilter) test -> FilterResult.includedIf(isAmong(test, tests)))
                .configurationParameter("jqwik.database", "")
                .build();
        Outcome outcome = new Outcome();
        LauncherFactory.create().execute(request, outcome);
        return outcome;
    }

    /** Whether a node is one of these methods, or holds methods. */
    private static boolean isAmong(TestDescriptor test, Set<String> tests) {
        return !(test.getSource().orElse(null) instanceof MethodSource method)
                || tests.contains(method.getMethodName());
    }

    private static final class Outcome implements TestExecutionListener {

        private final Set<String> ran = new TreeSet<>();
        private final Set<String> failed = new TreeSet<>();

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            TestSource source = test.getSource().orElse(null);
            if (source instanceof MethodSource method) {
                ran.add(method.getMethodName());
                if (result.getStatus() == TestExecutionResult.Status.FAILED) {
                    failed.add(method.getMethodName());
                }
            }
        }
    }
}
