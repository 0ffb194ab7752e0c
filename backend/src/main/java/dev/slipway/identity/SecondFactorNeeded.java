package dev.slipway.identity;

import dev.slipway.platform.Problem;

/** The password was right and a code is missing: a page asks for it, instead of for the password again. */
final class SecondFactorNeeded extends Problem {

    SecondFactorNeeded() {
        super(Kind.UNAUTHENTICATED, "this account asks for a code besides the password; send it as \"code\"");
    }

    @Override
    public String type() {
        return "second-factor";
    }
}
