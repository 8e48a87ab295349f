package dev.scalingpatterns.concurrency;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import javax.sql.DataSource;

/** A database that says it is another. */
final class Products {

    private Products() {}

    static DataSource named(DataSource source, String product) {
        return proxy(
                DataSource.class,
                source,
                "getConnection",
                name -> proxy(
                        Connection.class,
                        source.getConnection(),
                        "getMetaData",
                        ignored -> proxy(DatabaseMetaData.class, source, "getDatabaseProductName", other -> product)));
    }

    private interface Answer {
        Object to(String method) throws Exception;
    }

    private static <T> T proxy(Class<T> type, Object target, String method, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                Products.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, called, args) ->
                        called.getName().equals(method) ? answer.to(method) : called.invoke(target, args)));
    }
}
