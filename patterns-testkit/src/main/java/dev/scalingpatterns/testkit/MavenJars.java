package dev.scalingpatterns.testkit;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Jars that are too heavy, or too full of other people's classes, for every user's class path: found there if somebody put
 * them there, else in the local Maven repository that the class path comes from. Nothing is downloaded here; that is
 * Maven's work.
 */
final class MavenJars {

    private MavenJars() {}

    /** A resource of a jar. */
    static URL resource(String group, String artifact, String version, String classifier, String resource)
            throws NotHere {
        Optional<URL> onClassPath = Binaries.resource(resource);
        if (onClassPath.isPresent()) {
            return onClassPath.get();
        }
        Path jar = jar(group, artifact, version, classifier);
        try {
            return URI.create("jar:" + jar.toUri() + "!/" + resource).toURL();
        } catch (IOException e) {
            throw new NotHere(jar + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The jar itself, by its place in the local repository. */
    static Path jar(String group, String artifact, String version, String classifier) throws NotHere {
        String coordinates = group + ":" + artifact + ":" + version + (classifier.isEmpty() ? "" : ":" + classifier);
        Path inRepository = Path.of(group.replace('.', '/'))
                .resolve(artifact)
                .resolve(version)
                .resolve(artifact + "-" + version + (classifier.isEmpty() ? "" : "-" + classifier) + ".jar");
        Optional<Path> named = ClassPath.entries().stream()
                .map(Path::of)
                .filter(entry -> entry.endsWith(inRepository.getFileName()) && Files.isRegularFile(entry))
                .findFirst();
        if (named.isPresent()) {
            return named.get();
        }
        Path repository = repository()
                .orElseThrow(() -> new NotHere(
                        coordinates + " is not on the class path, which does not come from a Maven repository either"));
        Path jar = repository.resolve(inRepository);
        if (!Files.isRegularFile(jar)) {
            String maven = group + ":" + artifact + ":" + version + (classifier.isEmpty() ? "" : ":jar:" + classifier);
            throw new NotHere(coordinates + " is neither on the class path nor in " + repository
                    + "; 'mvn dependency:get -Dtransitive=false -Dartifact=" + maven + "' gets it");
        }
        return jar;
    }

    /** Where the jar of a class that is surely on the class path lies, as many folders up as its coordinates are long. */
    private static Optional<Path> repository() {
        String marker = "org/junit/jupiter/junit-jupiter-api/";
        for (String entry : ClassPath.entries()) {
            String path = Path.of(entry).toUri().getPath();
            int at = path.indexOf("/" + marker);
            if (at >= 0 && Pattern.matches("[^/]+/[^/]+\\.jar", path.substring(at + 1 + marker.length()))) {
                return Optional.of(
                        Path.of(URI.create("file://" + path.substring(0, at + 1).replace(" ", "%20"))));
            }
        }
        return Optional.empty();
    }
}
