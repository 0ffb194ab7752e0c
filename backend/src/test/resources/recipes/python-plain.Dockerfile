# Made for Python 3.11 (no version asked for). Change it in the app's settings,
# or add it to the repository as "Dockerfile": then that one counts.
FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends python3 python3-venv ca-certificates \
    && rm -rf /var/lib/apt/lists/*
RUN python3 -m venv /venv
ENV PATH=/venv/bin:$PATH VIRTUAL_ENV=/venv PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
COPY requirements.txt ./
RUN --mount=type=cache,target=/root/.cache \
    pip install -r requirements.txt
COPY . .
RUN useradd --system --create-home --shell /usr/sbin/nologin app
USER app
ENV PORT=8080
EXPOSE 8080
CMD ["python", "app.py"]
