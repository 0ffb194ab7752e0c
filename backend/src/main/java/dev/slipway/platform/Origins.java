package dev.slipway.platform;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The exact list of Origins which are this console. */
@ApplicationScoped
public class Origins {

    private final Set<String> allowed;
    private final String publicOrigin;
    private final boolean https;

    Origins(PlatformConfig config) {
        URI publicUrl = URI.create(config.publicUrl());
        Sites.requireApart(config.publicUrl(), config.appsDomain());
        this.allowed = new LinkedHashSet<>();
        this.publicOrigin = origin(publicUrl);
        allowed.add(publicOrigin);
        allowed.add("http://127.0.0.1:" + config.httpPort());
        this.https = "https".equals(publicUrl.getScheme());
    }

    /** Whether a request's {@code Origin} header is this console; absent and {@code null} are not. */
    public boolean allows(@Nullable String origin) {
        return origin != null && allowed.contains(origin);
    }

    /** The origin by which a request came, as its {@code Host} header says; the public one when that is none of ours. */
    public String of(@Nullable String host) {
        return allowed.stream()
                .filter(origin -> origin.substring(origin.indexOf("//") + 2).equals(host))
                .findFirst()
                .orElse(publicOrigin);
    }

    /** Whether people reach the console over https. */
    public boolean https() {
        return https;
    }

    private static String origin(URI url) {
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        return url.getScheme() + "://" + url.getHost() + port;
    }
}
