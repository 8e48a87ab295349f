package dev.scalingpatterns.jobs.spi;

/**
 * How a driver reaches the worker of a session. Called by any thread, without locks held; quick, and throws nothing. A
 * signal may come too often, and where the backend is far away it may be lost: {@link Claims#lookAgainIn} and the
 * heartbeat make up for that.
 */
public interface SessionSignals {

    /** There may be more to claim, after a claim that came back short. */
    void workArrived();

    /** A heartbeat would bring news: a job that the session holds was asked to stop. */
    void heartbeatWanted();
}
