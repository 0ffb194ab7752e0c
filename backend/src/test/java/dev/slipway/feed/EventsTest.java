package dev.slipway.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.slipway.identity.Scope;
import dev.slipway.support.Api;
import dev.slipway.support.EventStream;
import dev.slipway.support.Surroundings;
import dev.slipway.tenancy.People;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The event stream: who is told what, and that a reader who comes back misses nothing without being told. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class EventsTest {

    @TestHTTPResource
    URI server;

    @Inject
    People people;

    private People.Person owner;
    private Api api;

    @BeforeEach
    void aTeam() {
        owner = people.owner();
        api = new Api(owner.token());
    }

    @Test
    void aReaderWhoComesBackGetsWhatItMissed() {
        // Given
        String last;
        try (EventStream first = open(owner.token(), null)) {
            String seen = app(owner);
            last = first.await(event -> event.data().contains(seen)).id();
        }
        String missed = app(owner);

        // When
        try (EventStream second = open(owner.token(), last)) {
            // The first app's build may have begun meanwhile, which was missed as well.
            EventStream.Event event = second.await(found -> found.data().contains(missed));

            // Then
            assertEquals("change", event.name());
        }
    }

    @Test
    void aReaderFromBeforeTheLastStartIsToldOfTheGap() {
        // When
        try (EventStream stream = open(owner.token(), "00000000-17")) {
            EventStream.Event first = stream.await(event -> !event.name().isEmpty());

            // Then
            assertEquals("gap", first.name());
        }
    }

    @Test
    void aReaderWhoSawNothingYetHasAPlaceToComeBackTo() {
        // Given
        String place;
        try (EventStream stream = open(owner.token(), null)) {
            place = stream.await(event -> !event.id().isEmpty()).id();
        }
        String missed = app(owner);

        // When
        try (EventStream stream = open(owner.token(), place)) {
            // Then
            stream.await(event -> event.data().contains(missed));
        }
    }

    @Test
    void aTokenOfOneProjectHearsNothingOfTheNextNorOfOtherTeams() {
        // Given
        String second = api.post("/teams/" + owner.teamId() + "/projects", Map.of("name", "second"))
                .path("id");
        People.Person stranger = people.owner();
        String narrow = people.token(owner, new Scope(owner.teamId(), owner.projectId(), null), Duration.ofDays(1));

        // When
        try (EventStream stream = open(narrow, null)) {
            stream.await(event -> !event.id().isEmpty());
            String foreign = app(stranger);
            String next = api.app(second, Map.of("repository", "https://example.org/team/app.git"));
            String own = app(owner);
            stream.await(event -> event.data().contains(own));

            // Then
            List<String> heard =
                    stream.seen().stream().map(EventStream.Event::data).toList();
            assertFalse(heard.toString().contains(next), heard.toString());
            assertFalse(heard.toString().contains(foreign), heard.toString());
            assertFalse(heard.toString().contains(owner.teamId().toString()), heard.toString());
        }
    }

    private String app(People.Person person) {
        return new Api(person.token())
                .app(person.projectId(), Map.of("repository", "https://example.org/team/app.git"));
    }

    private EventStream open(String token, @Nullable String last) {
        return EventStream.open(server.resolve("/api/v1/events"), token, last);
    }
}
