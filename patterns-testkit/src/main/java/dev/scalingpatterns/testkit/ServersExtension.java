package dev.scalingpatterns.testkit;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Does what {@link WithServers} promises. */
final class ServersExtension implements ParameterResolver, AfterEachCallback {

    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(ServersExtension.class);

    private static final Map<Class<?>, Supplier<TestServer>> SHARED = Map.of(
            RedisServer.class, RedisServer::shared,
            PostgresServer.class, PostgresServer::shared,
            MariaDbServer.class, MariaDbServer::shared,
            S3Server.class, S3Server::shared);

    private static final Map<Class<?>, Supplier<TestServer>> OWN = Map.of(
            RedisServer.class, () -> RedisServer.builder().start(),
            PostgresServer.class, () -> PostgresServer.builder().start(),
            MariaDbServer.class, () -> MariaDbServer.builder().start(),
            S3Server.class, S3Server::start);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return SHARED.containsKey(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return used(context).computeIfAbsent(type, asked -> start(asked, context));
    }

    /** Not in {@code afterAll}: the next test of the class already wants a server that works. */
    @Override
    public void afterEach(ExtensionContext context) {
        @Nullable RuntimeException failure = null;
        for (TestServer server : used(context).values()) {
            try {
                server.heal();
            } catch (RuntimeException e) {
                // The others are to work all the same.
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static TestServer start(Class<?> type, ExtensionContext context) {
        Supplier<TestServer> starter = (own(context) ? OWN : SHARED).get(type);
        if (starter == null) {
            throw new IllegalStateException("no server of " + type);
        }
        return starter.get();
    }

    /** A nested class is as the class around it. */
    private static boolean own(ExtensionContext context) {
        for (Class<?> type = context.getRequiredTestClass(); type != null; type = type.getEnclosingClass()) {
            Optional<WithServers> annotation = AnnotationSupport.findAnnotation(type, WithServers.class);
            if (annotation.isPresent()) {
                return annotation.get().own();
            }
        }
        return false;
    }

    /** What the tests of a class were given; closed with the class, which a shared server takes no notice of. */
    private static Map<Class<?>, TestServer> used(ExtensionContext context) {
        return classContext(context)
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(Used.class, key -> new Used(), Used.class)
                .servers;
    }

    private static ExtensionContext classContext(ExtensionContext context) {
        ExtensionContext classContext = context;
        while (classContext.getTestMethod().isPresent()) {
            classContext = classContext.getParent().orElseThrow();
        }
        return classContext;
    }

    /** JUnit closes what is in its store. */
    private static final class Used implements AutoCloseable {

        private final Map<Class<?>, TestServer> servers = new ConcurrentHashMap<>();

        @Override
        public void close() {
            servers.values().forEach(TestServer::close);
        }
    }
}
