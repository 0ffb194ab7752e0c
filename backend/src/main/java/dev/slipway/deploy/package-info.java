/**
 * From one release to another: create, start, probe, switch, drain, stop.
 *
 * <p>A deployment is a row with a row per step. {@link dev.slipway.deploy.DeployLoop} takes the next step of each, so a
 * killed control plane goes on where it was; every step may be taken twice. A failure before the switch removes what
 * the deployment made and leaves the old release serving. {@link dev.slipway.deploy.Upkeep} compares what is wanted
 * with what runs: stopped apps, deleted apps, leftovers, instances that died.
 */
@NullMarked
package dev.slipway.deploy;

import org.jspecify.annotations.NullMarked;
