package dev.slipway.quota;

import dev.slipway.platform.Problem;
import java.math.BigDecimal;
import java.util.List;

/** Somebody asked for more than the team may use; says of what, how much is used and what the limit is. */
public final class QuotaReached extends Problem {

    private final Resource resource;
    private final BigDecimal used;
    private final BigDecimal asked;
    private final BigDecimal limit;

    QuotaReached(Resource resource, BigDecimal used, BigDecimal asked, BigDecimal limit) {
        super(
                Kind.CONFLICT,
                "the team may use " + text(limit) + " " + resource.unit + " " + resource.of + ", has " + text(used)
                        + " and asked for " + text(asked) + " more; use less, or ask an operator to raise the quota");
        this.resource = resource;
        this.used = used;
        this.asked = asked;
        this.limit = limit;
    }

    /**
     * As the API says it: RFC 9457 with members of its own.
     *
     * @param resource what there is not enough of
     * @param used what the team uses now
     * @param asked what was asked for besides
     * @param limit what it may use
     */
    record Body(
            String type,
            String title,
            int status,
            String detail,
            List<FieldError> errors,
            String resource,
            BigDecimal used,
            BigDecimal asked,
            BigDecimal limit) {}

    Body body() {
        return new Body(
                "https://slipway.dev/problems/quota-reached",
                "The team's quota is reached",
                QuotaProblems.STATUS,
                String.valueOf(getMessage()),
                errors(),
                resource.word(),
                used,
                asked,
                limit);
    }

    private static String text(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
