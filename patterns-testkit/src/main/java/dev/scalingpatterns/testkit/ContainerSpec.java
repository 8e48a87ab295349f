package dev.scalingpatterns.testkit;

import java.util.List;
import java.util.Map;

/**
 * A container to run.
 *
 * @param image its name and tag
 * @param port where the server listens inside
 * @param environment its variables
 * @param command its arguments; empty for those of the image
 * @param login how to log in to it
 */
record ContainerSpec(String image, int port, Map<String, String> environment, List<String> command, Login login) {

    ContainerSpec of(String otherImage) {
        return new ContainerSpec(otherImage, port, environment, command, login);
    }
}
