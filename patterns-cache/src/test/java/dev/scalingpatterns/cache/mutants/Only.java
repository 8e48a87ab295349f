package dev.scalingpatterns.cache.mutants;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Runs one test of a suite: a mutant may make others wait for what never comes. */
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Only.Condition.class)
@interface Only {

    /** The test's method. */
    String value();

    /** Disables every other. */
    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            Only only = context.getRequiredTestClass().getAnnotation(Only.class);
            return context.getTestMethod()
                            .filter(method -> only != null && !method.getName().equals(only.value()))
                            .isPresent()
                    ? ConditionEvaluationResult.disabled("another test")
                    : ConditionEvaluationResult.enabled("the test");
        }
    }
}
