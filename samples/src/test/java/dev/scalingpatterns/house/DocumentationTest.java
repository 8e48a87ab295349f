package dev.scalingpatterns.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the documentation shows compiles and runs. What surrounds a piece of code is in
 * {@code src/test/resources/snippets}, one file for each page or source.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocumentationTest {

    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path CONTEXTS = Path.of("src/test/resources");

    private final List<Snippet> snippets;
    private final SnippetRunner runner;

    DocumentationTest(@TempDir Path directory) throws IOException {
        snippets = new ArrayList<>(Snippet.ofPages(ROOT));
        snippets.addAll(Snippet.ofJavadoc(ROOT));
        runner = SnippetRunner.compile(snippets, directory);
    }

    List<Snippet> snippets() {
        return snippets;
    }

    @ParameterizedTest
    @MethodSource("snippets")
    void whatIsShownRuns(Snippet snippet) throws Exception {
        runner.run(snippet);
    }

    @Test
    void theReadmeShowsEveryPattern() {
        assertThat(snippets.stream().filter(snippet -> snippet.file().endsWith("README.md")))
                .hasSizeGreaterThanOrEqualTo(6);
    }

    @Test
    void noContextIsLeftBehind() throws IOException {
        Set<String> used = snippets.stream().map(Snippet::contextName).collect(Collectors.toSet());
        try (Stream<Path> contexts = Files.walk(CONTEXTS.resolve("snippets"))) {
            assertThat(contexts.filter(Files::isRegularFile)
                            .map(context -> CONTEXTS.relativize(context).toString()))
                    .isSubsetOf(used);
        }
    }

    @Test
    void codeWithoutAContextIsRefusedWithWhatToAdd(@TempDir Path directory) throws IOException {
        Snippet unknown = new Snippet(Path.of("docs/new.md"), 3, "int one = 1;");
        SnippetRunner alone = SnippetRunner.compile(List.of(unknown), directory);
        assertThatThrownBy(() -> alone.run(unknown))
                .hasMessageContaining("docs/new.md:3")
                .hasMessageContaining("samples/src/test/resources/snippets/docs/new.md.txt");
    }

    @Test
    void codeThatDoesNotCompileIsRefusedWithItsLine(@TempDir Path directory) throws IOException {
        Snippet wrong = new Snippet(Path.of("README.md"), 7, "int one = \"1\";");
        SnippetRunner alone = SnippetRunner.compile(List.of(wrong), directory);
        assertThatThrownBy(() -> alone.run(wrong))
                .hasMessageContaining("README.md:7")
                .hasMessageContaining("int one = \"1\";");
    }

    @Test
    void codeThatThrowsIsSeen(@TempDir Path directory) throws IOException {
        Snippet throwing = new Snippet(Path.of("README.md"), 8, "throw new IOException(\"thrown by the snippet\");");
        SnippetRunner alone = SnippetRunner.compile(List.of(throwing), directory);
        assertThatThrownBy(() -> alone.run(throwing)).isInstanceOf(IOException.class);
    }
}
