package dev.slipway.recording;

import dev.slipway.tenancy.Owned;
import dev.slipway.tenancy.TeamOf;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/** Recordings belong to the project of the app that they show. */
@ApplicationScoped
class RecordingOwner implements TeamOf {

    @Override
    public String parameter() {
        return "recordingId";
    }

    @Override
    public Optional<Owned> ownerOf(UUID id) {
        return Recording.<Recording>findByIdOptional(id)
                .map(recording -> new Owned(recording.teamId, recording.projectId));
    }
}
