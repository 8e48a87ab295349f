package dev.scalingpatterns.samples;

import dev.scalingpatterns.core.internal.Nearest;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The command line.
 *
 * @param help whether to list what there is and stop
 * @param json where to write the results as JSON
 * @param only the problems to run; empty for all
 */
record Arguments(boolean help, Optional<Path> json, Set<String> only) {

    private static final List<String> OPTIONS = List.of("--help", "--json", "--only");

    /**
     * Reads the command line.
     *
     * @throws IllegalArgumentException with one line that says what is wrong and what is allowed
     */
    static Arguments parse(List<String> arguments, List<String> problems) {
        boolean help = false;
        Optional<Path> json = Optional.empty();
        List<String> only = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            switch (argument) {
                case "--help", "-h" -> help = true;
                case "--json" -> json = Optional.of(file(value(arguments, ++i, argument)));
                case "--only" -> only.add(problem(value(arguments, ++i, argument), problems));
                default ->
                    throw new IllegalArgumentException(
                            "unknown argument '" + argument + "'" + Nearest.hint(argument, OPTIONS));
            }
        }
        return new Arguments(help, json, Set.copyOf(only));
    }

    private static String value(List<String> arguments, int index, String option) {
        if (index >= arguments.size()) {
            throw new IllegalArgumentException(option + " needs a value; --help lists them");
        }
        return arguments.get(index);
    }

    private static String problem(String name, List<String> problems) {
        if (!problems.contains(name)) {
            throw new IllegalArgumentException("there is no problem '" + name + "'" + Nearest.hint(name, problems));
        }
        return name;
    }

    private static Path file(String name) {
        try {
            Path file = Path.of(name).toAbsolutePath();
            Path directory = file.getParent();
            if (Files.isDirectory(file) || directory == null || !Files.isDirectory(directory)) {
                throw new IllegalArgumentException("--json '" + name + "' is not a file in a directory that exists");
            }
            return file;
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("--json '" + name + "' is not a file name: " + e.getReason(), e);
        }
    }
}
