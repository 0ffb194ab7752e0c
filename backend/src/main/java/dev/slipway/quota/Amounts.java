package dev.slipway.quota;

import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.PositiveOrZero;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * An amount of each thing that is limited.
 *
 * @param cpus processors of all instances that are wanted
 * @param memory their bytes of memory
 * @param instances how many they are
 * @param disk bytes of images, written files and volumes
 * @param buildMinutes minutes of building in this calendar month
 * @param logBytes bytes of kept output
 * @param registryBytes bytes in the registry
 */
public record Amounts(
        @Nullable @PositiveOrZero @Digits(integer = 6, fraction = 3)
        BigDecimal cpus,

        @Nullable @PositiveOrZero Long memory,
        @Nullable @PositiveOrZero Long instances,
        @Nullable @PositiveOrZero Long disk,
        @Nullable @PositiveOrZero Long buildMinutes,
        @Nullable @PositiveOrZero Long logBytes,
        @Nullable @PositiveOrZero Long registryBytes) {}
