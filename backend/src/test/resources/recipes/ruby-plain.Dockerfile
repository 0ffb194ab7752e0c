# Made for Ruby 3.1 (.ruby-version). Change it in the app's settings,
# or add it to the repository as "Dockerfile": then that one counts.
FROM debian:bookworm-slim AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends ruby ruby-bundler ca-certificates \
    && rm -rf /var/lib/apt/lists/*
ENV BUNDLE_DEPLOYMENT=0
ENV BUNDLE_PATH=/app/vendor/bundle BUNDLE_WITHOUT=development:test
WORKDIR /app
COPY Gemfile .ruby-version ./
RUN bundle install
COPY . .

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ruby ruby-bundler ca-certificates \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --create-home --shell /usr/sbin/nologin app
USER app
WORKDIR /app
COPY --from=build --chown=app:app /app ./
ENV BUNDLE_PATH=/app/vendor/bundle BUNDLE_WITHOUT=development:test RACK_ENV=production
ENV PORT=8080
EXPOSE 8080
CMD ["bundle", "exec", "ruby", "server.rb"]
