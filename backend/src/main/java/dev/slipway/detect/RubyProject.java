package dev.slipway.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Ruby with Bundler: Rails, Rack, or a program of its own. */
final class RubyProject implements Ecosystem {

    private static final Pattern GEMFILE = Pattern.compile("(?m)^ruby[ \\t(]+[\"']([^\"']+)[\"']");
    private static final Pattern EXACT = Pattern.compile("(?:ruby-)?(\\d+\\.\\d+\\.\\d+)");
    private static final Pattern GEM = Pattern.compile("(?m)^[ \\t]*gem[ \\t(]+([\"'])[\\w-]+\\1|^    [\\w-]+ \\(");
    private static final String[] STARTS = {"app.rb", "server.rb", "main.rb"};

    /** A library of C: what its gem is compiled with, and what it runs with. */
    private static final Map<String, List<String>> LIBRARIES = Map.of(
            "pg", List.of("libpq-dev", "libpq5"),
            "mysql2", List.of("default-libmysqlclient-dev", "libmariadb3"),
            "sqlite3", List.of("libsqlite3-dev", "libsqlite3-0"),
            "psych", List.of("libyaml-dev", "libyaml-0-2"),
            "rmagick", List.of("libmagickwand-dev", "libmagickwand-6.q16-6"),
            "ruby-vips", List.of("libvips-dev", "libvips42"));

    @Override
    public String mark() {
        return "Gemfile";
    }

    @Override
    public boolean recognizes(Project project) {
        return project.has("Gemfile");
    }

    @Override
    public Plan plan(Project project) {
        Language.Choice ruby = choose(project);
        String gems = project.text("Gemfile") + project.text("Gemfile.lock");
        boolean rails = has(gems, "rails");
        String base = ruby.onDebian() ? DockerfileText.DEBIAN : String.valueOf(ruby.image());
        DockerfileText file = new DockerfileText()
                .stage(base, "build")
                .packages(packages(ruby, gems, true))
                .env("BUNDLE_DEPLOYMENT=" + (project.has("Gemfile.lock") ? "1" : "0"))
                .env("BUNDLE_PATH=/app/vendor/bundle", "BUNDLE_WITHOUT=development:test")
                .workdir("/app")
                .copy(project.allOf("Gemfile", "Gemfile.lock", ".ruby-version"), "./")
                .run("bundle install")
                .copyAll();
        if (rails && project.names("app").contains("assets")) {
            file.run("SECRET_KEY_BASE_DUMMY=1 RAILS_ENV=production bundle exec rails assets:precompile");
        }
        file.blank()
                .from(base)
                .packages(packages(ruby, gems, false))
                .user()
                .workdir("/app")
                .line("COPY --from=build --chown=app:app /app ./")
                .env("BUNDLE_PATH=/app/vendor/bundle", "BUNDLE_WITHOUT=development:test", "RACK_ENV=production");
        if (rails) {
            file.env("RAILS_ENV=production", "RAILS_LOG_TO_STDOUT=1", "RAILS_SERVE_STATIC_FILES=1");
        }
        String start = start(project, gems, rails);
        return file.port().command(start).plan(ruby.why());
    }

    /** Bundler refuses every other version than an exact one in the Gemfile. */
    private static Language.Choice choose(Project project) {
        Optional<Wish> wish = project.find("Gemfile", GEMFILE)
                .map(text -> new Wish(text, "Gemfile"))
                .or(() -> project.versionFile(".ruby-version"))
                .or(() -> project.toolVersion("ruby"));
        return wish.filter(w -> EXACT.matcher(w.text()).matches() && w.file().equals("Gemfile"))
                .map(w -> Language.RUBY.exactly(w.text().replace("ruby-", ""), w.file()))
                .orElseGet(() ->
                        Language.RUBY.choose(wish.map(w -> new Wish(w.text().replace("ruby-", ""), w.file()))));
    }

    private static List<String> packages(Language.Choice ruby, String gems, boolean building) {
        List<String> packages = new ArrayList<>();
        if (ruby.onDebian()) {
            packages.addAll(List.of("ruby", "ruby-bundler", "ca-certificates"));
        }
        if (building && GEM.matcher(gems).find()) {
            packages.addAll(
                    ruby.onDebian()
                            ? List.of("ruby-dev", "build-essential", "git")
                            : List.of("build-essential", "git"));
        }
        for (String gem : new TreeSet<>(LIBRARIES.keySet())) {
            if (has(gems, gem)) {
                packages.add(LIBRARIES.getOrDefault(gem, List.of()).get(building ? 0 : 1));
            }
        }
        return packages;
    }

    private static boolean has(String gems, String gem) {
        return Pattern.compile("(?m)^[ \\t]*(gem[ \\t(]+[\"']" + gem + "[\"']|" + gem + " \\()")
                .matcher(gems)
                .find();
    }

    private static String start(Project project, String gems, boolean rails) {
        Optional<String> procfile = project.procfile();
        if (procfile.isPresent()) {
            return procfile.get();
        }
        if (rails) {
            return "bundle exec rails server -b 0.0.0.0 -p $PORT";
        }
        if (project.has("config.ru")) {
            return has(gems, "puma")
                    ? "bundle exec puma -b tcp://0.0.0.0:$PORT"
                    : "bundle exec rackup -o 0.0.0.0 -p $PORT";
        }
        return project.firstOf(STARTS)
                .map(name -> "bundle exec ruby " + name)
                .orElseThrow(() -> new Undetectable("a Ruby project without config.ru or any of "
                        + String.join(", ", STARTS) + "; add one of them, a Procfile, or a Dockerfile"));
    }
}
