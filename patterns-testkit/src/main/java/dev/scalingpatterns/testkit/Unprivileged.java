package dev.scalingpatterns.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who a server runs as: PostgreSQL and MariaDB refuse root. */
final class Unprivileged {

    private static final String NOBODY = "nobody";

    private final List<String> prefix;
    private final @Nullable UserPrincipal owner;
    private final String note;

    private Unprivileged(List<String> prefix, @Nullable UserPrincipal owner, String note) {
        this.prefix = prefix;
        this.owner = owner;
        this.note = note;
    }

    /**
     * Ourselves; or, where that is root, nobody. Both ways replace themselves by the server, so that its process id is the
     * one that was started.
     */
    static Unprivileged user() throws NotHere {
        if (!"root".equals(System.getProperty("user.name"))) {
            return new Unprivileged(List.of(), null, "");
        }
        Path id = Executables.find("id").orElseThrow(() -> new NotHere("this is root, and there is no program 'id'"));
        String whyNot = "there is no setpriv";
        if (Executables.find("setpriv").isPresent()) {
            try {
                return nobody(id);
            } catch (NotHere | IOException e) {
                whyNot = String.valueOf(e.getMessage());
            }
        }
        // In a user namespace without a mapping we are nobody to the server, and still the owner of our files.
        List<String> unshare = List.of("unshare", "--user");
        try {
            if (!Executables.run(joined(unshare, List.of(id.toString(), "-u")))
                    .strip()
                    .equals("0")) {
                return new Unprivileged(unshare, null, ", in a user namespace");
            }
        } catch (NotHere e) {
            whyNot += "; " + e.getMessage();
        }
        throw new NotHere("it refuses to run as root, and there is no way to be another user: " + whyNot);
    }

    private static Unprivileged nobody(Path id) throws NotHere, IOException {
        String uid = Executables.run(List.of(id.toString(), "-u", NOBODY)).strip();
        String gid = Executables.run(List.of(id.toString(), "-g", NOBODY)).strip();
        List<String> setpriv = List.of("setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups");
        Path folder = RunFolder.next("who");
        UserPrincipal owner =
                folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(NOBODY);
        try {
            // Not only whether it may be nobody, but whether nobody gets through to the data.
            Files.setOwner(folder, owner);
            Executables.run(joined(setpriv, List.of("test", "-w", folder.toString())));
        } finally {
            RunFolder.delete(folder);
        }
        return new Unprivileged(setpriv, owner, ", as the user nobody");
    }

    List<String> as(List<String> command) {
        return joined(prefix, command);
    }

    void own(Path folder) throws IOException {
        if (owner != null) {
            Files.setOwner(folder, owner);
        }
    }

    String note() {
        return note;
    }

    private static List<String> joined(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
