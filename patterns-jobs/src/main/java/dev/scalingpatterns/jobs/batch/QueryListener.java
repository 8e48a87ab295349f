package dev.scalingpatterns.jobs.batch;

/** Hears what a {@link QueryCounter} finds; does nothing by default; one that throws harms nobody. */
public interface QueryListener {

    /**
     * A recording ended.
     *
     * @param recording its name
     * @param statements how many statements it counted
     */
    default void onRecording(String recording, long statements) {}

    /**
     * A recording ended in which a statement ran too often. Told for each such recording.
     *
     * @param recording its name
     * @param finding the statement, the place, the advice
     */
    default void onFinding(String recording, QueryFinding finding) {}
}
