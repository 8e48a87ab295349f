package dev.scalingpatterns.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds a server: named by URL, else a container, else a program on the PATH, else one from a Maven artifact. */
final class Finder {

    private static final Logger LOG = LoggerFactory.getLogger(Finder.class);
    private static final Duration URL_PATIENCE = Duration.ofSeconds(5);

    private final Recipe recipe;
    private final List<String> others = new ArrayList<>();

    private Finder(Recipe recipe) {
        this.recipe = recipe;
    }

    /**
     * Finds and starts.
     *
     * @throws IllegalStateException if there is none, saying why for each way
     */
    static Found find(Recipe recipe) {
        return new Finder(recipe).find();
    }

    private Found find() {
        Found found = attempt(TestkitSettings.URL, this::named)
                .or(() -> attempt(TestkitSettings.CONTAINER, this::container))
                .or(() -> attempt(TestkitSettings.PATH, () -> process(recipe.onPath())))
                .or(() -> attempt(TestkitSettings.ARTIFACT, () -> process(recipe.fromArtifact())))
                .orElseThrow(() -> new IllegalStateException("no " + recipe.title() + " can be had here: "
                        + String.join("; ", others) + ". Docs: docs/testkit.md"));
        LOG.info(
                "{} for tests: {}{}",
                recipe.title(),
                found.backend().description(),
                others.isEmpty() ? "" : "; not used: " + String.join("; ", others));
        return found;
    }

    private Optional<Found> attempt(String source, Way way) {
        if (!TestkitSettings.allows(recipe.name(), source)) {
            others.add(source + " (not among " + TestkitSettings.PREFIX + "sources)");
            return Optional.empty();
        }
        try {
            return Optional.of(way.open());
        } catch (NotHere e) {
            LOG.debug("{} from {}: no", recipe.title(), source, e);
            others.add(source + " (" + e.getMessage() + ")");
            return Optional.empty();
        }
    }

    private Found named() throws NotHere {
        String key = recipe.name() + "." + TestkitSettings.URL;
        String setting = TestkitSettings.PREFIX + key;
        String url = TestkitSettings.get(key).orElseThrow(() -> new NotHere(setting + " is not set"));
        if (recipe.hasOwnSettings()) {
            throw new NotHere("this test asks for settings of its own");
        }
        Recipe.Named named = recipe.named(url);
        // Whoever names a server wants that one, so a silent fall back to another would be wrong.
        if (!recipe.probe().await(named.endpoint(), URL_PATIENCE, () -> true)) {
            throw new IllegalStateException(setting + " names " + named.endpoint() + ", but no " + recipe.title()
                    + " answers there within " + URL_PATIENCE + "; start it, or unset " + setting);
        }
        return new Found(new RemoteBackend(named.endpoint(), setting), named.login());
    }

    private Found container() throws NotHere {
        ContainerSpec spec = recipe.container();
        String image = TestkitSettings.get(recipe.name() + ".image").orElse(spec.image());
        return new Found(Containers.start(spec.of(image), recipe.probe()), spec.login());
    }

    private Found process(Program program) throws NotHere {
        return new Found(ProcessBackend.start(recipe.name(), program, recipe.probe()), recipe.login());
    }

    private interface Way {
        Found open() throws NotHere;
    }
}
