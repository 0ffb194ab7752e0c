package dev.slipway.platform;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** Which page of a list is asked for; every door that lists takes it. */
public class PageQuery {

    /** What fits on a page at most: every list of a project fits on one. */
    public static final int MOST = 200;

    private static final String DEFAULT = "100";

    /** Items on the page. */
    @QueryParam("limit")
    @DefaultValue(DEFAULT)
    @Min(1)
    @Max(MOST)
    @Parameter(description = "Items on the page", example = DEFAULT)
    public int limit = Integer.parseInt(DEFAULT);

    /** Where it begins. */
    @QueryParam("after")
    @Nullable
    @Size(max = 1_000)
    @Parameter(description = "What \"next\" of the page before said; absent for the first", example = "")
    public String after;

    /** For the database: one more tells whether there is a next page. */
    public int fetch() {
        return limit + 1;
    }

    /** A page by hand. */
    public static PageQuery first(int limit) {
        PageQuery page = new PageQuery();
        page.limit = limit;
        return page;
    }
}
