package dev.slipway.host.sbom;

import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Installed gems by the name of their specification, {@code specifications/NAME-VERSION.gemspec}: its text is a program. */
final class RubyGems implements Cataloger {
    private static final Pattern NAME = Pattern.compile(
            ".*/specifications/(?:default/)?([A-Za-z0-9_.-]+?)-(\\d[0-9A-Za-z.]*)(?:-[a-z0-9_-]+)?\\.gemspec");

    @Override
    public boolean knows(String path, FoundFile file) {
        return path.endsWith(".gemspec") && NAME.matcher(path).matches();
    }

    @Override
    public void read(String path, FoundFile file, Consumer<Component> found) {
        Matcher matcher = NAME.matcher(path);
        if (matcher.matches()) {
            found.accept(Component.of("gem", matcher.group(1), matcher.group(2), "", path));
        }
    }
}
