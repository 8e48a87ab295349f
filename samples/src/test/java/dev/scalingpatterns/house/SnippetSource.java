package dev.scalingpatterns.house;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.SimpleJavaFileObject;

/**
 * The class that a snippet becomes: its context's imports and members, the declarations that the snippet begins with, and
 * the rest of it as the body of {@code run}.
 */
final class SnippetSource extends SimpleJavaFileObject {

    private static final String IMPORTS = """
            import static dev.scalingpatterns.concurrency.Isolation.*;
            import static java.nio.charset.StandardCharsets.UTF_8;
            import static org.assertj.core.api.Assertions.*;
            import dev.scalingpatterns.cache.*;
            import dev.scalingpatterns.concurrency.*;
            import dev.scalingpatterns.core.*;
            import dev.scalingpatterns.jobs.*;
            import dev.scalingpatterns.jobs.batch.*;
            import dev.scalingpatterns.session.*;
            import dev.scalingpatterns.storage.*;
            import java.io.*;
            import java.nio.file.*;
            import java.time.*;
            import java.util.*;
            import java.util.concurrent.*;
            """;
    private static final Pattern COMPILE_ONLY = Pattern.compile("\\A// compile only: (\\S.*)");
    private static final Pattern DECLARATION =
            Pattern.compile("(@\\w|(static|final|abstract|public|private|class|interface|record|enum) )[^(]*[={(].*");

    private final Snippet snippet;
    private final String context;

    private SnippetSource(Snippet snippet, String context) {
        super(URI.create("string:///" + snippet.className() + Kind.SOURCE.extension), Kind.SOURCE);
        this.snippet = snippet;
        this.context = context;
    }

    /** Empty if nobody has said yet what surrounds the snippet. */
    static Optional<SnippetSource> of(Snippet snippet) {
        try (InputStream in = SnippetSource.class.getClassLoader().getResourceAsStream(snippet.contextName())) {
            return Optional.ofNullable(in).map(stream -> new SnippetSource(snippet, text(stream)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(InputStream in) {
        try {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Snippet snippet() {
        return snippet;
    }

    /** Why it is not run; empty if it is. */
    Optional<String> compileOnly() {
        Matcher matcher = COMPILE_ONLY.matcher(context);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    @Override
    public String getCharContent(boolean ignoreEncodingErrors) {
        List<String> paragraphs = paragraphs();
        int members = 0;
        while (members < paragraphs.size()
                && DECLARATION
                        .matcher(paragraphs.get(members).lines().findFirst().orElse(""))
                        .matches()) {
            members++;
        }
        return IMPORTS + lines(context, SnippetSource::isImport) + lines(snippet.code(), SnippetSource::isImport)
                + "public class " + snippet.className() + " extends dev.scalingpatterns.house.SnippetContext {\n"
                + lines(context, line -> !isImport(line))
                + String.join("\n\n", paragraphs.subList(0, members))
                + "\n@Override public void run() throws Exception {\n"
                + String.join("\n\n", paragraphs.subList(members, paragraphs.size()))
                + "\n}\n}\n";
    }

    /** What is between empty lines; what is indented belongs to what is before it. */
    private List<String> paragraphs() {
        return List.of(lines(snippet.code(), line -> !isImport(line)).strip().split("\\n\\s*\\n(?=[^\\s}])"));
    }

    private static String lines(String text, Predicate<String> wanted) {
        return text.lines().filter(wanted).map(line -> line + "\n").collect(Collectors.joining());
    }

    private static boolean isImport(String line) {
        return line.startsWith("import ");
    }
}
