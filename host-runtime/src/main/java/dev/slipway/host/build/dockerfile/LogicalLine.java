package dev.slipway.host.build.dockerfile;

import java.util.List;

/**
 * One instruction's text: continuation lines joined, comments dropped.
 *
 * @param number the line of the file on which it starts, from 1
 * @param text the joined line
 * @param heredocs the here-documents that follow it, in order
 */
record LogicalLine(int number, String text, List<Heredoc> heredocs) {}
