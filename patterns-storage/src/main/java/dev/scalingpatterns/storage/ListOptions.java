package dev.scalingpatterns.storage;

import java.util.Objects;

/** Which objects are listed, and how. Immutable: each method gives a new value. */
public final class ListOptions {

    /** The most entries a page may have. */
    public static final int MAX_PAGE_SIZE = 1_000;

    private static final ListOptions ALL = new ListOptions("", "", "", MAX_PAGE_SIZE);

    private final String prefix;
    private final String delimiter;
    private final String startAfter;
    private final int pageSize;

    private ListOptions(String prefix, String delimiter, String startAfter, int pageSize) {
        this.prefix = prefix;
        this.delimiter = delimiter;
        this.startAfter = startAfter;
        this.pageSize = pageSize;
    }

    /** Every object, in pages of 1,000. */
    public static ListOptions all() {
        return ALL;
    }

    /** Every object whose key begins so: {@code all().withPrefix(prefix)}. */
    public static ListOptions prefix(String prefix) {
        return ALL.withPrefix(prefix);
    }

    /**
     * Only the objects whose keys begin so; the beginning may end anywhere, also inside a segment. Default: all.
     *
     * @throws IllegalArgumentException if no key can begin so, see {@link ObjectKeys}
     */
    public ListOptions withPrefix(String beginning) {
        return new ListOptions(ObjectKeys.checkPrefix(beginning), delimiter, startAfter, pageSize);
    }

    /**
     * Objects whose keys have this behind the prefix are not listed one by one: all that share the part up to and with
     * the first delimiter are one {@link ListEntry.CommonPrefix}. With {@code "/"} that lists one folder. Default: none.
     *
     * @throws IllegalArgumentException if it is empty, or a character of it is not allowed in keys
     */
    public ListOptions withDelimiter(String text) {
        Objects.requireNonNull(text, "delimiter");
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a delimiter is not empty; leave it out to list every object");
        }
        ObjectKeys.checkCharacters("delimiter", text);
        return new ListOptions(prefix, text, startAfter, pageSize);
    }

    /**
     * Only entries whose name comes behind this one in order, itself not: give the last name seen to go on from there.
     * A common prefix has its own place in the order, that of its text. Default: from the beginning.
     *
     * @throws IllegalArgumentException if a character of it is not allowed in keys
     */
    public ListOptions withStartAfter(String name) {
        Objects.requireNonNull(name, "startAfter");
        ObjectKeys.checkCharacters("start-after", name);
        return new ListOptions(prefix, delimiter, name, pageSize);
    }

    /**
     * How many entries are fetched at once: memory against round trips; it does not limit the listing. Default: 1,000.
     *
     * @throws IllegalArgumentException if it is not from 1 to 1,000
     */
    public ListOptions withPageSize(int entries) {
        if (entries < 1 || entries > MAX_PAGE_SIZE) {
            throw new IllegalArgumentException("a page has 1 to " + MAX_PAGE_SIZE + " entries, not " + entries);
        }
        return new ListOptions(prefix, delimiter, startAfter, entries);
    }

    /** What the keys begin with; empty for all. */
    public String prefix() {
        return prefix;
    }

    /** The delimiter; empty for none. */
    public String delimiter() {
        return delimiter;
    }

    /** The name behind which the listing begins; empty for the beginning. */
    public String startAfter() {
        return startAfter;
    }

    /** How many entries are fetched at once. */
    public int pageSize() {
        return pageSize;
    }
}
