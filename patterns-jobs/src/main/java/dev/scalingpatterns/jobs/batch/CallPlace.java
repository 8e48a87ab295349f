package dev.scalingpatterns.jobs.batch;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The lines of the application from which a statement comes, innermost first. Libraries are left out, and of a method that
 * calls itself all but the innermost call.
 */
record CallPlace(List<String> lines) {

    private static final StackWalker STACK = StackWalker.getInstance();
    private static final int LINES = 5;
    private static final int DEEPEST = 96;
    private static final String OWN_PACKAGE = CallPlace.class.getPackageName() + ".";
    private static final String[] LIBRARIES = {
        "java.",
        "javax.",
        "jdk.",
        "sun.",
        "com.sun.",
        "org.jdbi.",
        "com.zaxxer.hikari.",
        "org.h2.",
        "org.postgresql.",
        "org.mariadb.",
        "com.mysql.",
        "org.hibernate.",
        "org.jooq.",
        "org.springframework.",
        "jakarta.",
        "org.eclipse.jetty.",
        "org.apache.",
        "org.junit.",
        "net.jqwik."
    };

    /** A number that is the same for the same place; cheap, for there are many calls and few places. */
    static long fingerprint() {
        return STACK.walk(CallPlace::fingerprint);
    }

    private static long fingerprint(Stream<StackWalker.StackFrame> stack) {
        long[] seen = new long[LINES];
        int count = 0;
        long all = 0;
        Iterator<StackWalker.StackFrame> frames = stack.limit(DEEPEST).iterator();
        while (count < LINES && frames.hasNext()) {
            StackWalker.StackFrame frame = frames.next();
            if (isLibrary(frame.getClassName())) {
                continue;
            }
            long method = frame.getClassName().hashCode() * 31L
                    + frame.getMethodName().hashCode();
            if (isNew(seen, count, method)) {
                seen[count++] = method;
                all = (all + method * 31 + frame.getByteCodeIndex()) * 0x9E3779B97F4A7C15L;
            }
        }
        return all;
    }

    private static boolean isNew(long[] seen, int count, long one) {
        for (int i = 0; i < count; i++) {
            if (seen[i] == one) {
                return false;
            }
        }
        return true;
    }

    /** The place, for people. */
    static CallPlace here() {
        return STACK.walk(stack -> {
            List<String> lines = new ArrayList<>(LINES);
            Set<String> methods = new HashSet<>();
            Iterator<StackWalker.StackFrame> frames = stack.limit(DEEPEST).iterator();
            while (lines.size() < LINES && frames.hasNext()) {
                StackWalker.StackFrame frame = frames.next();
                if (!isLibrary(frame.getClassName()) && methods.add(frame.getClassName() + frame.getMethodName())) {
                    lines.add(line(frame));
                }
            }
            return new CallPlace(lines);
        });
    }

    private static String line(StackWalker.StackFrame frame) {
        String name = frame.getClassName();
        return name + "." + frame.getMethodName() + "(" + frame.getFileName() + ":" + frame.getLineNumber() + ")";
    }

    private static boolean isLibrary(String className) {
        for (String library : LIBRARIES) {
            if (className.startsWith(library)) {
                return true;
            }
        }
        return className.startsWith(OWN_PACKAGE) && className.indexOf('.', OWN_PACKAGE.length()) < 0;
    }
}
