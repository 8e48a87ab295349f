package dev.scalingpatterns.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingpatterns.core.CorruptDataException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every session store keeps its word on, also one that keeps sessions at the client. */
public abstract class SessionStoreContract extends SessionContract {

    /** A value of a class of its own. */
    record Address(String street, int number) {}

    @Test
    void aNewSessionIsNotStoredBeforeItIsSaved() {
        Session session = store.create();
        session.set("name", "Ada");

        assertThat(session.isNew()).isTrue();
        assertThat(session.get("name", String.class)).contains("Ada");
        assertAbsent(session.id());
        assertThat(events.all()).isEmpty();
    }

    @Test
    void aSavedSessionIsFoundWithAllItCarries() {
        Session session = store.create();
        session.setPrincipal("ada");
        session.set("name", "Ada");
        session.set("count", 42);
        session.set("home", new Address("High Street", 7));
        session.set("cart", Map.of("books", List.of(1, 2, 3)));
        session.set("photo", new byte[] {1, 2, 3});
        assertThat(store.save(session)).isEqualTo(SaveResult.SAVED);
        assertThat(session.isNew()).isFalse();

        Session found = found(session.id());
        assertThat(found.isNew()).isFalse();
        assertThat(found.id()).isEqualTo(session.id());
        assertThat(found.principal()).contains("ada");
        assertThat(found.names()).containsExactlyInAnyOrder("name", "count", "home", "cart", "photo");
        assertThat(found.get("name", String.class)).contains("Ada");
        assertThat(found.get("count", int.class)).contains(42);
        assertThat(found.get("home", Address.class)).contains(new Address("High Street", 7));
        assertThat(found.get("cart", CART)).contains(Map.of("books", List.of(1, 2, 3)));
        assertThat(found.get("photo", byte[].class).orElseThrow()).containsExactly(1, 2, 3);
        assertThat(found.get("nothing", String.class)).isEmpty();
        assertThat(found.createdAt()).isEqualTo(session.createdAt());
        assertThat(found.expiresAt()).isAfter(found.createdAt());
    }

    @Test
    void anEmptySessionIsStoredToo() {
        Session session = saved();

        assertThat(found(session.id()).names()).isEmpty();
        assertThat(found(session.id()).principal()).isEmpty();
    }

    @Test
    void aSessionHoldsWhatWasSetAndNotTheObjectItself() {
        List<Integer> books = new ArrayList<>(List.of(1));
        Session session = store.create();
        session.set("cart", Map.of("books", books));
        books.add(2);
        store.save(session);

        Map<String, List<Integer>> got = found(session.id()).get("cart", CART).orElseThrow();
        assertThat(got).isEqualTo(Map.of("books", List.of(1)));
        got.clear();
        assertThat(found(session.id()).get("cart", CART)).contains(Map.of("books", List.of(1)));
    }

    @Test
    void changesAreSeenLocallyAtOnceAndByOthersAfterTheSave() {
        Session session = saved();
        session.set("name", "Ada");
        session.setPrincipal("ada");

        assertThat(session.get("name", String.class)).contains("Ada");
        assertThat(session.principal()).contains("ada");
        assertThat(found(session.id()).get("name", String.class)).isEmpty();
        assertThat(found(session.id()).principal()).isEmpty();

        assertThat(store.save(session)).isEqualTo(SaveResult.SAVED);
        assertThat(found(session.id()).get("name", String.class)).contains("Ada");
        assertThat(found(session.id()).principal()).contains("ada");
    }

    @Test
    void attributesAndThePrincipalCanBeTakenAway() {
        Session session = store.create();
        session.setPrincipal("ada");
        session.set("name", "Ada");
        session.set("count", 1);
        store.save(session);

        session.remove("name");
        session.clearPrincipal();
        assertThat(session.names()).containsExactly("count");
        assertThat(store.save(session)).isEqualTo(SaveResult.SAVED);

        Session found = found(session.id());
        assertThat(found.names()).containsExactly("count");
        assertThat(found.get("name", String.class)).isEmpty();
        assertThat(found.principal()).isEmpty();
    }

    @Test
    void savingWithoutChangesIsUnchanged() {
        Session session = saved();

        assertThat(store.save(session)).isEqualTo(SaveResult.UNCHANGED);
        assertThat(store.save(found(session.id()))).isEqualTo(SaveResult.UNCHANGED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a",
                "../../etc/passwd",
                "'; drop table sessions; --",
                "\u0000\u0001\u0002",
                "abc\r\nSET x y",
                "äöüß€",
                "\uD83D\uDE00\uD83D",
                "****************",
                "*",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
            })
    void anIdThatIsNoneIsAbsent(String id) {
        saved();

        assertAbsent(id);
        assertThat(store.delete(id)).isFalse();
    }

    @Test
    void anEndlessIdIsAbsent() {
        assertAbsent("A".repeat(1 << 20));
        assertThat(store.delete("A".repeat(1 << 20))).isFalse();
    }

    @Test
    void anIdThatDiffersInOneCharacterIsAbsent() {
        Session session = saved();
        String id = session.id();
        for (int i = 0; i < id.length(); i++) {
            char other = id.charAt(i) == 'A' ? 'B' : 'A';
            assertAbsent(id.substring(0, i) + other + id.substring(i + 1));
        }
        found(id);
    }

    @Test
    void idsAreLongSafeInUrlsAndNeverTheSame() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            String id = store.create().id();
            assertThat(id).matches("[A-Za-z0-9._-]{22,}");
            ids.add(id);
        }
        assertThat(ids).hasSize(1_000);
    }

    @Test
    void theIdIsStoredAndPrintedNowhere() {
        Session session = savedFor("ada");
        session.set("name", "Ada");
        store.save(session);
        String id = session.id();

        assertThat(under().storedTexts()).noneMatch(text -> text.contains(id));
        assertThat(session.toString()).doesNotContain(id, "Ada");
        assertThat(session.key().hash()).isNotEqualTo(id);
        assertThat(events.all()).noneMatch(event -> event.contains(id));
    }

    @Test
    void aDeletedSessionIsGoneForGood() {
        Session session = saved();
        Session inFlight = found(session.id());
        inFlight.set("name", "Ada");

        assertThat(store.delete(session.id())).isTrue();
        assertThat(store.delete(session.id())).isFalse();
        assertAbsent(session.id());

        assertThat(store.save(inFlight)).isEqualTo(SaveResult.GONE);
        assertThat(store.save(inFlight)).isEqualTo(SaveResult.GONE);
        assertThat(store.rotate(inFlight)).isEqualTo(RotateResult.GONE);
        assertAbsent(session.id());
        assertAbsent(inFlight.id());
        assertThat(events.of("saveRefused")).hasSize(3);
    }

    @Test
    void theAbsoluteTimeoutEndsASessionThatIsInUse() {
        Session session = saved();
        String id = session.id();
        for (int passed = 0; passed < ABSOLUTE - 5; passed += 5) {
            pass(5);
            Session found = found(id);
            increment(found);
            assertThat(store.save(found)).isEqualTo(SaveResult.SAVED);
            id = found.id();
        }
        Session inFlight = found(id);
        inFlight.set("name", "Ada");
        pass(6);

        assertAbsent(id);
        assertThat(store.save(inFlight)).isEqualTo(SaveResult.GONE);
        assertAbsent(inFlight.id());
    }

    @Test
    void revokeAllLogsAPrincipalOutEverywhereAndNobodyElse() {
        List<Session> hers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            hers.add(savedFor("ada"));
        }
        Session his = savedFor("bob");
        Session nobodys = saved();
        Session inFlight = found(hers.get(0).id());
        inFlight.set("name", "Ada");

        store.revokeAll("ada");

        assertThat(hers).allSatisfy(session -> assertAbsent(session.id()));
        assertThat(store.save(inFlight)).isEqualTo(SaveResult.GONE);
        assertThat(store.rotate(inFlight)).isEqualTo(RotateResult.GONE);
        assertAbsent(inFlight.id());
        found(his.id());
        found(nobodys.id());
        assertThat(events.of("revokedAll")).hasSize(1);
    }

    @Test
    void afterRevokeAllThePrincipalCanLogInAgain() {
        savedFor("ada");
        store.revokeAll("ada");
        Session again = savedFor("ada");

        assertThat(found(again.id()).principal()).contains("ada");
        store.revokeAll("ada");
        assertAbsent(again.id());
        store.revokeAll("nobody");
    }

    @Test
    void anAttributeThatIsTooLargeIsRefusedAndNothingIsChanged() {
        store = open(options().maxAttributeBytes(100));
        Session session = store.create();
        session.set("name", "Ada");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> session.set("name", "x".repeat(100)))
                .withMessageContainingAll("'name'", "101", "100", "max-attribute-bytes")
                .withMessageNotContaining("xxx");
        session.set("exactly", "x".repeat(99));

        store.save(session);
        assertThat(found(session.id()).get("name", String.class)).contains("Ada");
        assertThat(found(session.id()).names()).containsExactlyInAnyOrder("name", "exactly");
    }

    @Test
    void aSessionThatWouldBeTooLargeIsRefusedAndNothingIsChanged() {
        store = open(options().maxSessionBytes(100));
        Session session = store.create();
        session.set("a", "x".repeat(48));
        session.set("b", "x".repeat(48));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> session.set("c", ""))
                .withMessageContainingAll("'c'", "102", "100", "max-session-bytes");
        session.set("b", "y");
        session.set("c", "z");

        store.save(session);
        assertThat(found(session.id()).names()).containsExactlyInAnyOrder("a", "b", "c");
        Session again = found(session.id());
        assertThatIllegalArgumentException().isThrownBy(() -> again.set("d", "x".repeat(48)));
        assertThat(store.save(again)).isEqualTo(SaveResult.UNCHANGED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "line\nbreak", "nul\u0000"})
    void aNameThatIsNotAllowedIsRefused(String name) {
        Session session = store.create();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> session.set(name, 1))
                .withMessageContaining("128");
        assertThatIllegalArgumentException().isThrownBy(() -> session.remove(name));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> session.setPrincipal(name))
                .withMessageContaining("256");
        assertThatIllegalArgumentException().isThrownBy(() -> store.revokeAll(name));
        assertThat(session.names()).isEmpty();
    }

    @Test
    void halfOfASurrogatePairIsRefusedAndAWholeOneIsNot() {
        Session session = store.create();
        for (String half : List.of("ada \ud83d", "\ude00 ada", "\ude00\ud83d")) {
            assertThatIllegalArgumentException().isThrownBy(() -> session.set(half, 1));
            assertThatIllegalArgumentException().isThrownBy(() -> session.remove(half));
            assertThatIllegalArgumentException().isThrownBy(() -> session.setPrincipal(half));
            assertThatIllegalArgumentException().isThrownBy(() -> store.revokeAll(half));
        }
        session.setPrincipal("ada \ud83d\ude00");
        session.set("\ud83d\ude00", 1);
        store.save(session);

        assertThat(found(session.id()).principal()).contains("ada \ud83d\ude00");
        assertThat(found(session.id()).names()).containsExactly("\ud83d\ude00");
    }

    @Test
    void aValueThatTheCodecCannotWriteIsRefusedAndNothingIsChanged() {
        Session session = store.create();

        assertThatIllegalArgumentException().isThrownBy(() -> session.set("thread", new Unwritable(true)));
        assertThat(session.names()).isEmpty();
    }

    /** Writing it fails. */
    record Unwritable(boolean broken) {

        /** For the codec. */
        public String getValue() {
            if (broken) {
                throw new IllegalStateException("not today");
            }
            return "";
        }
    }

    @Test
    void anUndecodableAttributeIsDroppedByDefault() {
        Session session = store.create();
        session.set("cart", "not a number");
        session.set("name", "Ada");
        store.save(session);

        Session found = found(session.id());
        assertThat(found.get("cart", Integer.class)).isEmpty();
        assertThat(found.get("name", String.class)).contains("Ada");
        assertThat(events.of("undecodable"))
                .containsExactly("undecodable cart java.lang.Integer " + UndecodablePolicy.DROP_ATTRIBUTE);
        found.set("count", 1);
        assertThat(store.save(found)).isEqualTo(SaveResult.SAVED);
        assertThat(found(found.id()).get("cart", String.class))
                .as("still there for a server that runs the former version")
                .contains("not a number");
    }

    @Test
    void anUndecodableAttributeCanDropTheSession() {
        store = open(options().undecodable(UndecodablePolicy.DROP_SESSION));
        Session session = store.create();
        session.setPrincipal("ada");
        session.set("cart", "not a number");
        session.set("name", "Ada");
        store.save(session);

        Session found = found(session.id());
        assertThat(found.get("cart", Integer.class)).isEmpty();
        assertThat(found.get("name", String.class)).isEmpty();
        assertThat(found.names()).isEmpty();
        assertThat(found.principal()).isEmpty();
        found.set("count", 1);
        assertThat(store.save(found)).isEqualTo(SaveResult.GONE);
        assertThat(store.rotate(found)).isEqualTo(RotateResult.GONE);
        assertAbsent(session.id());
        assertThat(events.of("undecodable")).hasSize(1);
        assertThat(events.of("deleted")).containsExactly("deleted " + session.key());
    }

    @Test
    void anUndecodableAttributeCanFail() {
        store = open(options().undecodable(UndecodablePolicy.FAIL));
        Session session = store.create();
        session.set("cart", "not a number");
        store.save(session);

        Session found = found(session.id());
        assertThatThrownBy(() -> found.get("cart", Integer.class))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContainingAll(
                        "session.get",
                        "'cart'",
                        "java.lang.Integer",
                        session.key().hash())
                .hasMessageNotContainingAny("not a number", session.id());
        assertThat(found.get("cart", String.class)).contains("not a number");
        assertThat(events.of("undecodable")).hasSize(1);
        found(session.id());
    }

    @Test
    void aSessionIsSavedWhereItCameFromAndNowhereElse() {
        SessionStore other = open(options());
        Session session = store.create();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> other.save(session))
                .withMessageContaining("another store");
        assertThatIllegalArgumentException().isThrownBy(() -> other.rotate(session));
    }

    @Test
    @SuppressWarnings("NullAway") // null is the point
    void nullIsRefusedByName() {
        Session session = store.create();

        assertThatNullPointerException().isThrownBy(() -> store.find(null)).withMessageContaining("id");
        assertThatNullPointerException()
                .isThrownBy(() -> store.delete((String) null))
                .withMessageContaining("id");
        assertThatNullPointerException().isThrownBy(() -> store.save(null)).withMessageContaining("session");
        assertThatNullPointerException().isThrownBy(() -> store.rotate(null)).withMessageContaining("session");
        assertThatNullPointerException().isThrownBy(() -> store.revokeAll(null)).withMessageContaining("principal");
        assertThatNullPointerException()
                .isThrownBy(() -> session.set("a", null))
                .withMessageContaining("value");
        assertThatNullPointerException().isThrownBy(() -> session.set(null, 1)).withMessageContaining("name");
        assertThatNullPointerException()
                .isThrownBy(() -> session.setPrincipal(null))
                .withMessageContaining("principal");
        assertThatNullPointerException()
                .isThrownBy(() -> session.get("a", (Class<?>) null))
                .withMessageContaining("type");
    }

    @Test
    void createdAndDeletedAreToldOnce() {
        Session session = saved();
        session.set("name", "Ada");
        store.save(session);
        store.find(session.id());
        store.delete(session.id());
        store.delete(session.id());
        store.find(session.id());

        assertThat(events.of("created")).hasSize(1);
        assertThat(events.of("deleted")).containsExactly("deleted " + session.key());
        assertThat(events.of("expired")).isEmpty();
    }

    @Test
    void afterCloseNothingWorksAndCloseMayBeCalledAgain() {
        Session session = saved();
        store.close();
        store.close();

        assertThatIllegalStateException().isThrownBy(store::create).withMessageContaining("SessionStore is closed");
        assertThatIllegalStateException().isThrownBy(() -> store.find(session.id()));
        assertThatIllegalStateException().isThrownBy(() -> store.save(session));
        assertThatIllegalStateException().isThrownBy(() -> store.rotate(session));
        assertThatIllegalStateException().isThrownBy(() -> store.delete(session.id()));
        assertThatIllegalStateException().isThrownBy(() -> store.revokeAll("ada"));
    }
}
