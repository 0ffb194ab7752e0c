package dev.slipway.host.library;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.image.Digests;
import dev.slipway.host.image.Reference;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/**
 * {@code debian:<release>} and {@code debian:<release>-slim} of the machine's own release, made by mmdebstrap from the
 * machine's own package sources.
 *
 * <p>The root keeps the machine's sources, proxy settings, keys and local certificates, so that {@code apt-get} inside
 * containers reaches the archive the way the machine does. Times are those of the archive's newest index: the same packages
 * give the same bytes.
 */
public final class DebianBase implements PackagedBases {
    private static final String MMDEBSTRAP = "/usr/bin/mmdebstrap";
    private static final String APT_CONFIG = "/usr/bin/apt-config";
    private static final String APT_HELPER = "/usr/lib/apt/apt-helper";
    private static final String SLIM = "-slim";
    private static final DateTimeFormatter RELEASE_DATE = DateTimeFormatter.RFC_1123_DATE_TIME;

    /** Usual is half a minute; a slow mirror may take several. */
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private static final Duration LONGEST_QUESTION = Duration.ofMinutes(1);

    private static final int MANUAL_SECTIONS = 9;

    /** What the official slim images leave out, too: manuals, translations and documents, but not the licences. */
    private static final List<String> SLIM_OPTIONS = List.of(
            "path-exclude=/usr/share/man/*",
            "path-exclude=/usr/share/info/*",
            "path-exclude=/usr/share/groff/*",
            "path-exclude=/usr/share/lintian/*",
            "path-exclude=/usr/share/locale/*",
            "path-include=/usr/share/locale/locale.alias",
            "path-exclude=/usr/share/doc/*",
            "path-include=/usr/share/doc/*/copyright");

    private final Path root;
    private final Path work;
    private final String codename;
    private final String version;

    /**
     * @param root the machine's root, {@code /}
     * @param work folder for temporary files, on a disk with a gigabyte free; made when missing
     */
    public DebianBase(Path root, Path work) {
        this.root = root;
        this.work = work;
        Properties release = osRelease(root.resolve("etc/os-release"));
        boolean debian = "debian".equals(release.getProperty("ID"));
        this.codename = debian ? release.getProperty("VERSION_CODENAME", "") : "";
        this.version = release.getProperty("VERSION_ID", "");
    }

    private static Properties osRelease(Path file) {
        Properties properties = new Properties();
        if (Files.isReadable(file)) {
            try {
                Files.readAllLines(file).forEach(line -> {
                    String[] parts = line.split("=", 2);
                    if (parts.length == 2) {
                        properties.setProperty(parts[0], parts[1].replace("\"", ""));
                    }
                });
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read '" + file + "'", e);
            }
        }
        return properties;
    }

    @Override
    public boolean offers(Reference reference) {
        if (codename.isEmpty()
                || reference.digest() != null
                || !reference.name().equals("docker.io/library/debian")) {
            return false;
        }
        String tag = reference.tag() == null ? Reference.DEFAULT_TAG : reference.tag();
        String release = tag.endsWith(SLIM) ? tag.substring(0, tag.length() - SLIM.length()) : tag;
        return release.equals(codename) || release.equals(version) || tag.equals(Reference.DEFAULT_TAG);
    }

    @Override
    public Origin origin(Reference reference) {
        AptSources sources = sources(reference);
        try (WorkDir dir = WorkDir.in(work)) {
            Instant newest = Instant.EPOCH;
            Map<String, String> digests = new TreeMap<>();
            for (String index : sources.indexes()) {
                Path file = dir.path().resolve("index");
                new DebianTool(List.of(APT_HELPER, "download-file", index, file.toString()), Map.of())
                        .run(OutputStream.nullOutputStream(), line -> {}, LONGEST_QUESTION);
                Instant date = date(file);
                newest = date.isAfter(newest) ? date : newest;
                digests.put(index, Digests.hex(Digests.of(Files.readAllBytes(file))));
                Files.delete(file);
            }
            return new Origin(newest, digests);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot ask for the packages of '" + reference.familiar() + "'", e);
        }
    }

    private static Instant date(Path index) throws IOException {
        return Files.readAllLines(index).stream()
                .filter(line -> line.startsWith("Date: "))
                .map(line -> ZonedDateTime.parse(
                                line.substring("Date: ".length()).replace("UTC", "GMT"), RELEASE_DATE)
                        .toInstant())
                .findFirst()
                .orElse(Instant.EPOCH);
    }

    private AptSources sources(Reference reference) {
        if (!DebianTool.installed(MMDEBSTRAP)) {
            throw new EngineException(
                    ErrorKind.UNAVAILABLE,
                    "cannot make '" + reference.familiar()
                            + "' from Debian packages: mmdebstrap is not installed; apt-get install mmdebstrap");
        }
        AptSources sources = AptSources.read(root.resolve("etc/apt"), codename);
        if (sources.stanzas().isEmpty()) {
            throw new EngineException(
                    ErrorKind.UNAVAILABLE,
                    "cannot make '" + reference.familiar() + "': no package source of release '" + codename
                            + "' in /etc/apt");
        }
        return sources;
    }

    @Override
    public void writeRoot(Reference reference, Origin origin, OutputStream rootTar, Consumer<String> log) {
        boolean slim = reference.tag() != null && reference.tag().endsWith(SLIM);
        AptSources sources = sources(reference);
        try (WorkDir dir = WorkDir.in(work)) {
            log.accept("Making " + reference.familiar() + " from this machine's Debian packages");
            List<String> apt = new DebianTool(List.of(APT_CONFIG, "dump"), Map.of()).lines(LONGEST_QUESTION);
            AptSettings.warnings(apt).forEach(log);
            Path extra = stageExtras(dir.path(), sources, apt);
            writeFolder(rootTar, "./dev/", origin.date());
            bootstrap(dir.path(), sources, extra, slim, origin.date()).run(rootTar, log, LONGEST);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make '" + reference.familiar() + "'", e);
        }
    }

    /** The files that go into the root besides the packages. */
    private Path stageExtras(Path dir, AptSources sources, List<String> apt) throws IOException {
        Path extra = Files.createDirectory(
                dir.resolve("extra"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        write(extra, "etc/apt/apt.conf.d/50container", AptSettings.forContainers(apt), "rw-r--r--");
        // The bootstrap copies the machine's own; the engine mounts its files over these in every container.
        for (String file : List.of("etc/resolv.conf", "etc/hostname", "etc/hosts")) {
            write(extra, file, "", "rw-r--r--");
        }
        for (int section = 1; section <= MANUAL_SECTIONS; section++) {
            // Empty as in the official slim images: packages with alternatives (Java) link their manuals here.
            folder(extra.resolve("usr/share/man/man" + section));
        }
        // Packages' scripts start services unless this says no.
        write(extra, "usr/sbin/policy-rc.d", "#!/bin/sh\nexit 101\n", "rwxr-xr-x");
        for (String keyring : sources.keyrings()) {
            copy(extra, keyring);
        }
        Path certificates = root.resolve("usr/local/share/ca-certificates");
        if (Files.isDirectory(certificates)) {
            try (var files = Files.list(certificates)) {
                for (Path file : files.filter(path -> path.toString().endsWith(".crt"))
                        .sorted()
                        .toList()) {
                    copy(extra, "/usr/local/share/ca-certificates/" + file.getFileName());
                }
            }
        }
        return extra;
    }

    private void copy(Path extra, String absolute) throws IOException {
        Path source = root.resolve(absolute.substring(1));
        if (Files.isRegularFile(source)) {
            write(extra, absolute.substring(1), Files.readAllBytes(source), "rw-r--r--");
        }
    }

    private static void write(Path extra, String name, String text, String mode) throws IOException {
        write(extra, name, text.getBytes(java.nio.charset.StandardCharsets.UTF_8), mode);
    }

    private static void write(Path extra, String name, byte[] content, String mode) throws IOException {
        Path file = extra.resolve(name);
        folder(Objects.requireNonNull(file.getParent(), "below the staging folder"));
        Files.write(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    /** Makes a folder and those above it. */
    private static void folder(Path path) throws IOException {
        List<Path> missing = new ArrayList<>();
        for (Path folder = path; folder != null && !Files.exists(folder); folder = folder.getParent()) {
            missing.addFirst(folder);
        }
        for (Path folder : missing) {
            // Set after creation: the umask of the engine must not decide who may look into /usr.
            Files.setPosixFilePermissions(Files.createDirectory(folder), PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private DebianTool bootstrap(Path dir, AptSources sources, Path extra, boolean slim, Instant date)
            throws IOException {
        Path list = Files.writeString(dir.resolve("debian.sources"), sources.text());
        List<String> command = new ArrayList<>(List.of(
                MMDEBSTRAP,
                "--mode=root",
                "--variant=minbase",
                "--format=tar",
                "--skip=output/dev",
                "--skip=chroot/policy-rc.d",
                // Containers are thrown away as a whole when the power fails, so dpkg need not sync each file.
                "--dpkgopt=force-unsafe-io",
                // From the start: what apt has cached it would no longer find to remove.
                "--aptopt=Dir::Cache::pkgcache \"\"",
                "--aptopt=Dir::Cache::srcpkgcache \"\"",
                "--customize-hook=sync-in " + extra + " /"));
        if (slim) {
            SLIM_OPTIONS.forEach(option -> command.add("--dpkgopt=" + option));
        }
        if (sources.needsCertificates()) {
            command.add("--include=ca-certificates");
        }
        command.addAll(List.of(codename, "-", list.toString()));
        Map<String, String> environment = new HashMap<>();
        environment.put("SOURCE_DATE_EPOCH", Long.toString(date.getEpochSecond()));
        environment.put("TMPDIR", dir.toString());
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("DEBIAN_FRONTEND", "noninteractive");
        return new DebianTool(command, environment);
    }

    /** mmdebstrap gives all of /dev or nothing; an empty folder is what a container needs. */
    private static void writeFolder(OutputStream tar, String name, Instant date) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setMode(0755);
        entry.setModTime(date.toEpochMilli());
        entry.setIds(0, 0);
        entry.setNames("", "");
        byte[] header = new byte[512];
        entry.writeEntryHeader(header);
        tar.write(header);
    }
}
