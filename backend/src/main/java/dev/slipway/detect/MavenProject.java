package dev.slipway.detect;

import java.io.StringReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Java built by Maven: one runnable jar, or Quarkus's folder. */
final class MavenProject implements Ecosystem {

    private static final String REPOSITORY = "/root/.m2";
    private static final List<String> VERSIONS = List.of(
            "maven.compiler.release", "java.version", "release", "maven.compiler.target", "maven.compiler.source");
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}]+)}");

    @Override
    public String mark() {
        return "pom.xml";
    }

    @Override
    public boolean recognizes(Project project) {
        return project.has("pom.xml");
    }

    @Override
    public Plan plan(Project project) {
        String pom = project.text("pom.xml");
        Language.Choice java = JavaRuntime.choose(Stream.of(wish(pom), JavaRuntime.wish(project))
                .flatMap(Optional::stream)
                .findFirst());
        DockerfileText file = new DockerfileText()
                .stage(java.onDebian() ? DockerfileText.DEBIAN : "maven:3.9-eclipse-temurin-" + java.version(), "build")
                .packages(java.onDebian() ? List.of("maven", "openjdk-17-jdk-headless") : List.of())
                .workdir("/src")
                .copyAll();
        boolean quarkus = pom.contains("quarkus-maven-plugin");
        file.cached(REPOSITORY, "mvn -B -ntp -DskipTests package \\")
                .line("    && " + (quarkus ? "cp -r target/quarkus-app /out" : JavaRuntime.largestJar("target")));
        return JavaRuntime.finish(file, project, java, quarkus ? "quarkus-run.jar" : "app.jar")
                .plan("Maven on " + java.why());
    }

    /** What the compiler is told, with properties put in their places. */
    private static Optional<Wish> wish(String pom) {
        Map<String, String> elements = elements(pom);
        return VERSIONS.stream()
                .filter(elements::containsKey)
                .findFirst()
                .map(name -> new Wish(JavaRuntime.release(resolved(elements, name)), "pom.xml: " + name));
    }

    private static String resolved(Map<String, String> elements, String name) {
        String value = elements.getOrDefault(name, "");
        Matcher reference = REFERENCE.matcher(value);
        return reference.matches() ? elements.getOrDefault(reference.group(1), "") : value;
    }

    /** The first text of each element. Nothing outside the file is read: no document types, no entities. */
    private static Map<String, String> elements(String pom) {
        XMLInputFactory factory = XMLInputFactory.newInstance();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        Map<String, String> elements = new HashMap<>();
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(pom));
            String name = "";
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamConstants.START_ELEMENT -> name = reader.getLocalName();
                    case XMLStreamConstants.END_ELEMENT -> name = "";
                    case XMLStreamConstants.CHARACTERS -> {
                        if (!reader.isWhiteSpace()) {
                            elements.putIfAbsent(name, reader.getText().strip());
                        }
                    }
                    default -> {
                        // Comments and the like say nothing.
                    }
                }
            }
            return elements;
        } catch (XMLStreamException e) {
            throw new Undetectable("\"pom.xml\" is no valid XML, line "
                    + e.getLocation().getLineNumber() + "; mend it, or add a Dockerfile");
        }
    }
}
