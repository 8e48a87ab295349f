package dev.scalingpatterns.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** How a server is run as a process of this machine. */
interface Program {

    /** What it is and where it comes from. */
    String description();

    /** Makes its data in an empty folder; called once, before the first start. */
    void prepare(Path folder) throws IOException;

    /** The command that runs it in the foreground on a port of 127.0.0.1, on the data in the folder. */
    List<String> command(Path folder, int port);

    /** Added to the environment. */
    default Map<String, String> environment() {
        return Map.of();
    }

    /** The signal for a quick end that leaves nothing in the machine (shared memory, for example). */
    default String quickEnd() {
        return "KILL";
    }

    /** Removes what a killed one has left outside its folder. */
    default void cleanUp(Path folder) {}

    /** The signal for an end that keeps all data. */
    default String orderlyEnd() {
        return "TERM";
    }
}
