package dev.scalingpatterns.samples;

/** One problem: the naive code that has it and the pattern that has not, run under the same load. */
public interface Problem {

    /** Its name on the command line and in the table. */
    String name();

    /** What is asked of the code, in one sentence. */
    String question();

    /** What serves the pattern, for example {@code memory} or {@code H2 in memory}. */
    String backend();

    /** Runs the naive code. {@link Result#asExpected} says whether it showed its fault. */
    Result naive(Progress progress) throws Exception;

    /** Runs the pattern. {@link Result#asExpected} says whether it held. */
    Result pattern(Progress progress) throws Exception;
}
