package dev.slipway.platform;

import com.google.common.net.InternetDomainName;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What browsers take for one site: all hosts below one registrable domain, by the public suffix list
 * (publicsuffix.org; "same site" in the HTML standard). A cookie for the own site alone, {@code SameSite=Strict}, still
 * goes along with what a page of a neighbouring name asks for, so the console must have no neighbours that tenants write.
 */
final class Sites {

    /** Addresses are sites of their own and have nothing below them. */
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[.*]");

    private Sites() {}

    /**
     * Passes when no app can have an address on the console's site.
     *
     * @param publicUrl where the console is
     * @param appsDomain below which apps get their names
     * @throws IllegalStateException which says what to set; thrown while starting, it ends the process
     */
    static void requireApart(String publicUrl, String appsDomain) {
        String host = URI.create(publicUrl).getHost();
        if (host == null) {
            throw new IllegalStateException("public url \"" + publicUrl
                    + "\" has no host; set SLIPWAY_PUBLIC_URL to something like https://console.example.org");
        }
        if (!InternetDomainName.isValid(appsDomain)) {
            throw new IllegalStateException("apps domain \"" + appsDomain
                    + "\" is no domain name; set SLIPWAY_APPS_DOMAIN to something like apps.example.net");
        }
        String console = host.toLowerCase(Locale.ROOT);
        String apps = appsDomain.toLowerCase(Locale.ROOT);
        if (console.endsWith("." + apps)) {
            throw new IllegalStateException("console host \"" + host + "\" lies under the apps domain \"" + appsDomain
                    + "\", where a tenant's page could act as the console; set SLIPWAY_APPS_DOMAIN to a domain that is"
                    + " registered apart from it, such as example.net beside example.org");
        }
        Optional<String> site = registrable(apps);
        if (site.isPresent() && site.equals(registrable(console))) {
            throw new IllegalStateException("console host \"" + host + "\" and apps domain \"" + appsDomain
                    + "\" are one site to browsers (\"" + site.get()
                    + "\"), so they would send the console's cookie with"
                    + " what a tenant's page asks for; set SLIPWAY_APPS_DOMAIN to a domain that is registered apart"
                    + " from it, such as example.net beside example.org");
        }
    }

    /** The registrable domain of a host; none for addresses and for what only has registrable domains below it. */
    static Optional<String> registrable(String host) {
        if (ADDRESS.matcher(host).matches() || !InternetDomainName.isValid(host)) {
            return Optional.empty();
        }
        InternetDomainName name = InternetDomainName.from(host);
        if (name.isUnderPublicSuffix()) {
            return Optional.of(name.topPrivateDomain().toString());
        }
        // A name nobody registers, such as "localhost" or "corp": the list's rule for all others is one label.
        int labels = name.parts().size();
        return name.isPublicSuffix() || labels < 2
                ? Optional.empty()
                : Optional.of(String.join(".", name.parts().subList(labels - 2, labels)));
    }
}
