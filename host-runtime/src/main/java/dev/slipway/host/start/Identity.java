package dev.slipway.host.start;

import java.util.List;

/**
 * Who a process is, in the container's ids.
 *
 * @param groups supplementary
 * @param home home folder of the user's entry; "/" when there is none
 */
public record Identity(long uid, long gid, List<Long> groups, String home) {}
