# Made for Python 3.12 (runtime.txt). Change it in the app's settings,
# or add it to the repository as "Dockerfile": then that one counts.
FROM python:3.12-slim-bookworm
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
CMD ["/bin/sh", "-c", "exec gunicorn -b 0.0.0.0:$PORT shop.wsgi"]
