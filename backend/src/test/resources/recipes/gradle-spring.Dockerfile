# Made for Gradle on Java 17 (build.gradle). Change it in the app's settings,
# or add it to the repository as "Dockerfile": then that one counts.
FROM gradle:8-jdk17 AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.gradle \
    gradle --no-daemon bootJar \
    && mkdir /out && cp "$(find build/libs -maxdepth 1 -name '*.jar' ! -name '*-sources.jar' ! -name '*-javadoc.jar' ! -name '*-plain.jar' -printf '%s %p\n' | sort -n | tail -n 1 | cut -d' ' -f2-)" /out/app.jar

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends openjdk-17-jre-headless ca-certificates \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --create-home --shell /usr/sbin/nologin app
USER app
WORKDIR /app
COPY --from=build /out ./
ENV PORT=8080 SERVER_ADDRESS=0.0.0.0 QUARKUS_HTTP_HOST=0.0.0.0 JAVA_TOOL_OPTIONS=-XX:MaxRAMPercentage=75
EXPOSE 8080
CMD ["java", "-jar", "app.jar"]
