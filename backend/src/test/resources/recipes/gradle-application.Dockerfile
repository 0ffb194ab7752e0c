# Made for Gradle on Java 21 (build.gradle.kts). Change it in the app's settings,
# or add it to the repository as "Dockerfile": then that one counts.
FROM eclipse-temurin:21-jdk AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.gradle \
    sh ./gradlew --no-daemon installDist \
    && cp -r build/install/chat /out

FROM eclipse-temurin:21-jre
RUN useradd --system --create-home --shell /usr/sbin/nologin app
USER app
WORKDIR /app
COPY --from=build /out ./
ENV PORT=8080 SERVER_ADDRESS=0.0.0.0 QUARKUS_HTTP_HOST=0.0.0.0 JAVA_TOOL_OPTIONS=-XX:MaxRAMPercentage=75
EXPOSE 8080
CMD ["bin/chat"]
