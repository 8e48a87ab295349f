package dev.scalingpatterns.testkit;

/** What a client needs besides the address. {@code place} is the database, or the region of an object store. */
record Login(String user, String password, String place) {

    @Override
    public String toString() {
        return "Login[" + user + "@" + place + "]"; // never the password
    }
}
