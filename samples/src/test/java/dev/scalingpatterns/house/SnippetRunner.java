package dev.scalingpatterns.house;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles snippets, all at once because starting the compiler is what takes long, and runs them one by one. */
final class SnippetRunner {

    private final Path directory;
    private final Map<Snippet, SnippetSource> sources = new HashMap<>();
    private final Map<Snippet, StringBuilder> problems = new HashMap<>();

    private SnippetRunner(Path directory) {
        this.directory = directory;
    }

    /** Compiles into a directory. What does not compile fails when it is run. */
    static SnippetRunner compile(List<Snippet> snippets, Path directory) throws IOException {
        SnippetRunner runner = new SnippetRunner(directory);
        for (Snippet snippet : snippets) {
            SnippetSource.of(snippet).ifPresent(source -> runner.sources.put(snippet, source));
        }
        if (!runner.sources.isEmpty()) {
            runner.compile();
        }
        return runner;
    }

    private void compile() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(diagnostics, Locale.ROOT, StandardCharsets.UTF_8)) {
            List<String> options =
                    new ArrayList<>(List.of("-d", directory.toString(), "-proc:none", "--release", "17"));
            options.addAll(List.of("-cp", System.getProperty("java.class.path", "")));
            compiler.getTask(null, files, diagnostics, options, null, sources.values())
                    .call();
        }
        for (Diagnostic<? extends JavaFileObject> diagnostic : diagnostics.getDiagnostics()) {
            if (diagnostic.getKind() == Diagnostic.Kind.ERROR
                    && diagnostic.getSource() instanceof SnippetSource source) {
                problems.computeIfAbsent(source.snippet(), snippet -> new StringBuilder())
                        .append(diagnostic.getMessage(Locale.ROOT))
                        .append('\n')
                        .append(source.getCharContent(true).lines().toList().get((int) diagnostic.getLineNumber() - 1))
                        .append('\n');
            }
        }
    }

    /** Runs a snippet, unless its context says why it is only compiled. */
    void run(Snippet snippet) throws Exception {
        SnippetSource source = Optional.ofNullable(sources.get(snippet))
                .orElseThrow(() -> new AssertionError(snippet + " shows code that no test knows: add the file"
                        + " samples/src/test/resources/" + snippet.contextName() + " with the imports and the members"
                        + " that the code uses; where it cannot be run, with a first line '// compile only: <why>'"));
        StringBuilder problem = problems.get(snippet);
        if (problem != null) {
            throw new AssertionError(snippet + " does not compile in " + snippet.contextName() + ":\n" + problem);
        }
        URL[] path = {directory.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(path, SnippetRunner.class.getClassLoader())) {
            Class<?> shown = load(loader, snippet);
            if (source.compileOnly().isEmpty()) {
                try (SnippetContext context =
                        (SnippetContext) shown.getDeclaredConstructor().newInstance()) {
                    context.run();
                    context.check();
                }
            }
        }
    }

    private static Class<?> load(ClassLoader loader, Snippet snippet) {
        try {
            return loader.loadClass(snippet.className());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(snippet + " was not compiled: mend the others first", e);
        }
    }
}
