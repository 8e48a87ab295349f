package dev.scalingpatterns.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A piece of Java that a page or a javadoc shows.
 *
 * @param file where it is shown, from the project's root
 * @param line where it begins there
 */
record Snippet(Path file, long line, String code) {

    private static final Pattern MARKDOWN =
            Pattern.compile("^ *```java *\\n(.*?)^ *```", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern MARKDOWN_BEGINS = Pattern.compile("(?i)```+ *java\\b");
    private static final Pattern JAVADOC =
            Pattern.compile("<pre>\\{@code[ \\t]*\\n(.*?)\\n[ \\t*]*\\}</pre>", Pattern.DOTALL);
    private static final Pattern JAVADOC_BEGINS = Pattern.compile("<pre>\\s*\\{@code");

    /** Every {@code ```java} block of the README and of the pages in {@code docs}. */
    static List<Snippet> ofPages(Path root) throws IOException {
        List<Snippet> snippets = new ArrayList<>(find(root, root.resolve("README.md"), MARKDOWN, MARKDOWN_BEGINS));
        for (Path page : files(root.resolve("docs"), ".md")) {
            snippets.addAll(find(root, page, MARKDOWN, MARKDOWN_BEGINS));
        }
        return snippets;
    }

    /** Every preformatted block of code in the javadoc of the library's main sources. */
    static List<Snippet> ofJavadoc(Path root) throws IOException {
        List<Snippet> snippets = new ArrayList<>();
        try (Stream<Path> modules = Files.list(root)) {
            for (Path sources : modules.filter(
                            path -> path.getFileName().toString().startsWith("patterns-"))
                    .map(path -> path.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .sorted()
                    .toList()) {
                for (Path file : files(sources, ".java")) {
                    find(root, file, JAVADOC, JAVADOC_BEGINS).stream()
                            .map(Snippet::withoutAsterisks)
                            .forEach(snippets::add);
                }
            }
        }
        return snippets;
    }

    private static List<Path> files(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(path -> path.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    private static List<Snippet> find(Path root, Path file, Pattern pattern, Pattern begins) throws IOException {
        String text = Files.readString(file);
        Path origin = root.relativize(file);
        List<Snippet> snippets = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            long line = text.substring(0, matcher.start(1)).lines().count() + 1;
            snippets.add(new Snippet(origin, line, matcher.group(1)));
        }
        if (begins.matcher(text).results().count() != snippets.size()) {
            throw new AssertionError(origin + " has code that is not set as the others are, and would not be tested");
        }
        return snippets;
    }

    private Snippet withoutAsterisks() {
        return new Snippet(file, line, code.replaceAll("(?m)^[ \\t]*\\* ?", ""));
    }

    /** The name of the class that it becomes. */
    String className() {
        return "Line" + line + "Of" + file.getFileName().toString().replaceAll("\\W", "_");
    }

    /** Where its context is, among the test resources. */
    String contextName() {
        String folder = file.getNameCount() > 1 ? file.getName(0) + "/" : "";
        return "snippets/" + folder + file.getFileName() + ".txt";
    }

    /** The test framework shows this as the test's name. */
    @Override
    public String toString() {
        return file + ":" + line;
    }
}
