package dev.slipway.host.build;

import dev.slipway.host.image.ImageConfig;
import dev.slipway.host.library.Attachment;
import dev.slipway.host.library.Image;
import dev.slipway.host.sbom.CycloneDx;
import dev.slipway.host.sbom.Inventory;
import java.util.Optional;

/** Documents about images: provenance is written when an image is built, a bill of materials when somebody first asks. */
final class Papers {
    private final Workshop workshop;

    Papers(Workshop workshop) {
        this.workshop = workshop;
    }

    /** The bill of materials of any image, CycloneDX. */
    byte[] sbom(String tenant, String reference) {
        Image image = workshop.library().require(tenant, reference);
        return workshop.library()
                .attachment(tenant, image.id(), Attachment.SBOM)
                .orElseGet(() -> {
                    byte[] document = inventory(
                            image,
                            image.tags().isEmpty() ? reference : image.tags().getFirst());
                    workshop.library().attach(tenant, image.id(), Attachment.SBOM, document);
                    return document;
                });
    }

    private byte[] inventory(Image image, String name) {
        ImageConfig config = image.config();
        try (RootView view = RootView.open(
                workshop.layers(), config.rootfs().diffIds(), workshop.ids().next())) {
            String created = config.created();
            return CycloneDx.write(Inventory.of(view.root()), name, image.id(), created == null ? "" : created);
        }
    }

    /** How an image was built here; empty for one that was not. */
    Optional<byte[]> provenance(String tenant, String reference) {
        Image image = workshop.library().require(tenant, reference);
        return workshop.library().attachment(tenant, image.id(), Attachment.PROVENANCE);
    }
}
