# Made for Ruby 3.3.5 (Gemfile). Change it in the app's settings,
# or add it to the repository as "Dockerfile": then that one counts.
FROM ruby:3.3.5-slim-bookworm AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends build-essential git libpq-dev \
    && rm -rf /var/lib/apt/lists/*
ENV BUNDLE_DEPLOYMENT=1
ENV BUNDLE_PATH=/app/vendor/bundle BUNDLE_WITHOUT=development:test
WORKDIR /app
COPY Gemfile Gemfile.lock ./
RUN bundle install
COPY . .
RUN SECRET_KEY_BASE_DUMMY=1 RAILS_ENV=production bundle exec rails assets:precompile

FROM ruby:3.3.5-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpq5 \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --create-home --shell /usr/sbin/nologin app
USER app
WORKDIR /app
COPY --from=build --chown=app:app /app ./
ENV BUNDLE_PATH=/app/vendor/bundle BUNDLE_WITHOUT=development:test RACK_ENV=production
ENV RAILS_ENV=production RAILS_LOG_TO_STDOUT=1 RAILS_SERVE_STATIC_FILES=1
ENV PORT=8080
EXPOSE 8080
CMD ["/bin/sh", "-c", "exec bundle exec rails server -b 0.0.0.0 -p $PORT"]
