# Made for npm on Node.js 18 (package.json: engines). Change it in the app's settings,
# or add it to the repository as "Dockerfile": then that one counts.
FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends nodejs npm ca-certificates \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.cache \
    npm --cache /root/.cache ci --omit=dev
COPY . .
RUN useradd --system --create-home --shell /usr/sbin/nologin app
USER app
ENV NODE_ENV=production
ENV PORT=8080
EXPOSE 8080
CMD ["node", "--enable-source-maps", "server.js"]
