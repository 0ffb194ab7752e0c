/**
 * {@code git push} to the platform: smart HTTP under {@code /git/team/project/app.git}, whose answer is the build's log, the
 * app's address, and a refusal when the build or the deployment fails.
 *
 * <p>What is pushed is kept by {@code source}; how it is built and run is {@code build}'s and {@code deploy}'s business.
 */
@NullMarked
package dev.slipway.push;

import org.jspecify.annotations.NullMarked;
