package dev.slipway.quota;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;

/** What a team may use unless an operator decides otherwise; {@code SLIPWAY_QUOTA_CPUS} and so on. */
@ConfigMapping(prefix = "slipway.quota")
public interface QuotaConfig {

    /** Processors of all instances that are wanted. */
    @WithDefault("16")
    BigDecimal cpus();

    /** Bytes of memory of all instances that are wanted: 32 GiB. */
    @WithDefault("34359738368")
    long memory();

    /** Instances of all apps. */
    @WithDefault("100")
    long instances();

    /** Bytes on the engine's disk: 50 GiB of images, written files and volumes. */
    @WithDefault("53687091200")
    long disk();

    /** Minutes of building in a calendar month. */
    @WithDefault("6000")
    long buildMinutes();

    /** Bytes of kept output of builds and instances: 5 GiB. */
    @WithDefault("5368709120")
    long logBytes();

    /** Bytes in the platform's registry: 50 GiB. */
    @WithDefault("53687091200")
    long registryBytes();
}
