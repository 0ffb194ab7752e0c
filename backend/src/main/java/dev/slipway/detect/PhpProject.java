package dev.slipway.detect;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** PHP with Apache: pages in the root or in the folder for the public, with Composer's packages. */
final class PhpProject implements Ecosystem {

    private static final String INSTALLER = "mlocati/php-extension-installer:2";

    /** Debian's php-cli has these already; so does every other build of PHP 8. */
    private static final Set<String> BUILT_IN = Set.of(
            "calendar",
            "core",
            "ctype",
            "date",
            "exif",
            "ffi",
            "fileinfo",
            "filter",
            "ftp",
            "gettext",
            "hash",
            "iconv",
            "json",
            "libxml",
            "openssl",
            "pcntl",
            "pcre",
            "pdo",
            "phar",
            "posix",
            "reflection",
            "session",
            "sockets",
            "spl",
            "standard",
            "tokenizer",
            "zlib");

    /** Extensions whose Debian package is not called after them. */
    private static final Map<String, String> PACKAGES = Map.ofEntries(
            Map.entry("dom", "xml"),
            Map.entry("simplexml", "xml"),
            Map.entry("xmlreader", "xml"),
            Map.entry("xmlwriter", "xml"),
            Map.entry("xsl", "xml"),
            Map.entry("mysqli", "mysql"),
            Map.entry("mysqlnd", "mysql"),
            Map.entry("pdo_mysql", "mysql"),
            Map.entry("pdo_pgsql", "pgsql"),
            Map.entry("pdo_sqlite", "sqlite3"));

    private static final String[] PUBLIC = {"public", "web", "htdocs"};

    @Override
    public String mark() {
        return "composer.json or index.php";
    }

    @Override
    public boolean recognizes(Project project) {
        return project.has("composer.json") || project.has("index.php");
    }

    @Override
    public Plan plan(Project project) {
        JsonNode composer = project.json("composer.json");
        Language.Choice php = Language.PHP.choose(wish(composer, project));
        Set<String> extensions = extensions(composer);
        boolean packages = composer.path("require").properties().stream()
                .anyMatch(entry -> entry.getKey().contains("/"));
        DockerfileText file = php.onDebian()
                ? onDebian(extensions, packages)
                : onImage(String.valueOf(php.image()), extensions, packages);
        serve(file, php, root(project));
        file.workdir("/app");
        if (packages) {
            file.copy(project.allOf("composer.json", "composer.lock"), "./")
                    .env("COMPOSER_ALLOW_SUPERUSER=1", "COMPOSER_CACHE_DIR=/cache")
                    .cached(
                            "/cache",
                            "composer install --no-dev --no-interaction --prefer-dist --no-scripts --no-autoloader");
        }
        file.copyAll();
        if (packages) {
            file.cached("/cache", "composer dump-autoload --no-dev --optimize");
        }
        if (project.has("artisan")) {
            file.run(
                    "mkdir -p storage/framework/cache storage/framework/sessions storage/framework/views bootstrap/cache"
                            + " && chown -R www-data storage bootstrap/cache");
        }
        file.line("USER www-data").port();
        return project.procfile()
                .map(file::command)
                .orElseGet(() -> file.command(List.of(php.onDebian() ? "apache2" : "apache2-foreground")
                                .getFirst()
                        + (php.onDebian() ? " -D FOREGROUND" : "")))
                .plan(php.why());
    }

    private static Optional<Wish> wish(JsonNode composer, Project project) {
        String platform = composer.at("/config/platform/php").asText("");
        String required = composer.at("/require/php").asText("");
        return Optional.of(platform.isEmpty() ? required : platform)
                .filter(text -> !text.isEmpty())
                .map(text -> new Wish(text, "composer.json"))
                .or(() -> project.versionFile(".php-version"))
                .or(() -> project.toolVersion("php"));
    }

    /** Named by the project, without those that are always there. */
    private static Set<String> extensions(JsonNode composer) {
        Set<String> extensions = new TreeSet<>();
        composer.path("require").fieldNames().forEachRemaining(name -> {
            String extension = name.startsWith("ext-") ? name.substring(4).toLowerCase(java.util.Locale.ROOT) : "";
            if (extension.matches("[a-z0-9_]+") && !BUILT_IN.contains(extension)) {
                extensions.add(extension);
            }
        });
        return extensions;
    }

    private static DockerfileText onDebian(Set<String> extensions, boolean composer) {
        Set<String> packages = new TreeSet<>(List.of("apache2", "libapache2-mod-php", "ca-certificates"));
        extensions.forEach(
                name -> packages.add("php-" + PACKAGES.getOrDefault(name, name).replace('_', '-')));
        if (composer) {
            packages.addAll(List.of("composer", "git", "unzip", "php-mbstring", "php-xml", "php-curl", "php-zip"));
        }
        return new DockerfileText()
                .from(DockerfileText.DEBIAN)
                .packages(packages)
                // What apachectl, a script, would read from /etc/apache2/envvars.
                .env("APACHE_RUN_USER=www-data", "APACHE_RUN_GROUP=www-data", "APACHE_LOG_DIR=/tmp")
                .env("APACHE_RUN_DIR=/tmp", "APACHE_LOCK_DIR=/tmp", "APACHE_PID_FILE=/tmp/apache2.pid");
    }

    private static DockerfileText onImage(String image, Set<String> extensions, boolean composer) {
        List<String> installed = new ArrayList<>(extensions);
        if (composer) {
            installed.add("@composer");
            installed.add("zip");
        }
        DockerfileText file = new DockerfileText().from(image).env("APACHE_PID_FILE=/tmp/apache2.pid");
        if (!installed.isEmpty()) {
            file.line("COPY --from=" + INSTALLER + " /usr/bin/install-php-extensions /usr/local/bin/")
                    .run("install-php-extensions " + String.join(" ", installed));
        }
        return file;
    }

    /** Apache on the port that it is told, for one folder, with its words on the container's output. */
    private static void serve(DockerfileText file, Language.Choice php, String root) {
        file.line("COPY <<'CONF' /etc/apache2/sites-available/000-default.conf")
                .line("<VirtualHost *:${PORT}>")
                .line("    DocumentRoot /app" + root)
                .line("    ErrorLog /proc/self/fd/2")
                .line("    CustomLog /proc/self/fd/1 combined")
                .line("    <Directory /app" + root + ">")
                .line("        AllowOverride All")
                .line("        Require all granted")
                .line("        DirectoryIndex index.php index.html")
                .line("        FallbackResource /index.php")
                .line("    </Directory>")
                .line("    <FilesMatch \"^\\.\">")
                .line("        Require all denied")
                .line("    </FilesMatch>")
                .line("</VirtualHost>")
                .line("CONF")
                .run(
                        "echo 'Listen ${PORT}' > /etc/apache2/ports.conf && echo 'ServerName localhost' >> /etc/apache2/apache2.conf"
                                + " && a2enmod rewrite"
                                + (php.onDebian() ? "" : " && chown www-data /var/run/apache2"));
    }

    /** {@code /public} where the entry page is there; else the folder itself. */
    private static String root(Project project) {
        for (String folder : project.allOf(PUBLIC)) {
            if (project.exists(folder + "/index.php")) {
                return "/" + folder;
            }
        }
        return "";
    }
}
