package dev.slipway.host.build.dockerfile;

/**
 * A here-document of a RUN, COPY or ADD.
 *
 * @param name the delimiter, which is also the file's name for COPY
 * @param expand whether variables in the content are replaced: not when the delimiter was quoted
 * @param chomp whether leading tabs were stripped ({@code <<-})
 * @param content the lines, each with its newline
 */
public record Heredoc(String name, boolean expand, boolean chomp, String content) {}
