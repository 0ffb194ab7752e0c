# Made for Maven on Java 17 (pom.xml: maven.compiler.release). Change it in the app's settings,
# or add it to the repository as "Dockerfile": then that one counts.
FROM debian:bookworm-slim AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends maven openjdk-17-jdk-headless \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp -DskipTests package \
    && cp -r target/quarkus-app /out

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
CMD ["java", "-jar", "quarkus-run.jar"]
