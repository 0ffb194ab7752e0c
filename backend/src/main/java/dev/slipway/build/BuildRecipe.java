package dev.slipway.build;

import dev.slipway.platform.Masks;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import java.util.Optional;
import java.util.UUID;

/** The Dockerfile that a build used; a table of its own, because lists of builds do not show it. */
@Entity
@SuppressWarnings("NullAway.Init")
public class BuildRecipe extends PanacheEntityBase {

    @Id
    public UUID buildId;

    @Enumerated(EnumType.STRING)
    public Recipe.Origin origin;

    /** The project in words. */
    public String kind;

    public String dockerfile;

    /**
     * Notes what a build is made from; an earlier attempt's is written over.
     *
     * @param masks hide the app's secrets, which somebody may have written into the file
     */
    static void note(UUID buildId, Recipe recipe, Masks masks) {
        Optional<BuildRecipe> before = BuildRecipe.findByIdOptional(buildId);
        BuildRecipe row = before.orElseGet(BuildRecipe::new);
        row.buildId = buildId;
        row.origin = recipe.origin();
        row.kind = recipe.kind();
        row.dockerfile = masks.hide(recipe.text().replace("\0", ""));
        row.persist();
    }

    static Optional<BuildRecipe> of(UUID buildId) {
        return findByIdOptional(buildId);
    }

    /** That of an app's newest build that got as far. */
    static Optional<BuildRecipe> newestOf(UUID appId) {
        return find(
                        "from BuildRecipe r where r.buildId = (select b.id from Build b where b.appId = ?1 and b.number ="
                                + " (select max(o.number) from Build o, BuildRecipe p where p.buildId = o.id and o.appId = ?1))",
                        appId)
                .firstResultOptional();
    }
}
