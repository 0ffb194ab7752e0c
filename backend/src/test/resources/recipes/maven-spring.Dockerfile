# Made for Maven on Java 21 (pom.xml: java.version). Change it in the app's settings,
# or add it to the repository as "Dockerfile": then that one counts.
FROM maven:3.9-eclipse-temurin-21 AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp -DskipTests package \
    && mkdir /out && cp "$(find target -maxdepth 1 -name '*.jar' ! -name '*-sources.jar' ! -name '*-javadoc.jar' ! -name '*-plain.jar' -printf '%s %p\n' | sort -n | tail -n 1 | cut -d' ' -f2-)" /out/app.jar

FROM eclipse-temurin:21-jre
RUN useradd --system --create-home --shell /usr/sbin/nologin app
USER app
WORKDIR /app
COPY --from=build /out ./
ENV PORT=8080 SERVER_ADDRESS=0.0.0.0 QUARKUS_HTTP_HOST=0.0.0.0 JAVA_TOOL_OPTIONS=-XX:MaxRAMPercentage=75
EXPOSE 8080
CMD ["java", "-jar", "app.jar"]
