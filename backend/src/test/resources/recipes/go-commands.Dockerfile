# Made for Go 1.23 (go.mod). Change it in the app's settings,
# or add it to the repository as "Dockerfile": then that one counts.
FROM golang:1.23-bookworm AS build
ENV CGO_ENABLED=0 GOMODCACHE=/cache/modules GOCACHE=/cache/objects
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/cache \
    go mod download
COPY . .
RUN --mount=type=cache,target=/cache \
    go build -trimpath -ldflags="-s -w" -o /out/app ./cmd/shop

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates tzdata \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --create-home --shell /usr/sbin/nologin app
USER app
WORKDIR /app
COPY --from=build /out/app /usr/local/bin/app
ENV PORT=8080
EXPOSE 8080
CMD ["/bin/sh", "-c", "exec app serve --port $PORT"]
