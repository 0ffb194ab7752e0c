package dev.slipway.registry;

import dev.slipway.registry.RegistryClient.Reply;
import dev.slipway.tenancy.People;
import dev.slipway.tenancy.Team;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.net.URI;
import org.junit.jupiter.api.BeforeEach;

/** A repository of a fresh team, for the OCI distribution specification, version 1.1: a test class for each section. */
abstract class OnRepository {

    static final byte[] CONTENT = RegistryClient.bytes("0123456789");
    static final String DIGEST = RegistryClient.digest(CONTENT);

    @TestHTTPResource("/")
    URI base;

    @Inject
    People people;

    RegistryClient client;
    String repository;

    @BeforeEach
    void aTeam() {
        People.Person owner = people.owner();
        String slug = QuarkusTransaction.requiringNew().call(() -> Team.<Team>findById(owner.teamId()).slug);
        client = RegistryClient.basic(base, owner.token());
        repository = slug + "/some/image";
    }

    String path(String rest) {
        return "/v2/" + repository + rest;
    }

    Reply put(String reference, String manifest, String type) {
        return client.send(
                "PUT", path("/manifests/" + reference), RegistryClient.bytes(manifest), "Content-Type", type);
    }

    static String index(String child) {
        return "{\"schemaVersion\":2,\"mediaType\":\"" + RegistryClient.INDEX + "\",\"manifests\":[{\"mediaType\":\""
                + RegistryClient.MANIFEST + "\",\"digest\":\"" + child + "\",\"size\":1}]}";
    }
}
