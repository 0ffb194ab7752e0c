# Made for static site (index.html). Change it in the app's settings,
# or add it to the repository as "Dockerfile": then that one counts.
FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends nginx-light \
    && rm -rf /var/lib/apt/lists/*
COPY <<'CONF' /etc/nginx/site.conf
daemon off;
pid /tmp/nginx.pid;
error_log stderr;
events {}
http {
    include /etc/nginx/mime.types;
    access_log /dev/stdout;
    client_body_temp_path /tmp/body; proxy_temp_path /tmp/proxy; fastcgi_temp_path /tmp/fastcgi;
    uwsgi_temp_path /tmp/uwsgi; scgi_temp_path /tmp/scgi;
    gzip on; gzip_types text/css text/javascript application/javascript application/json image/svg+xml;
    server {
        listen PORT; root /srv; index index.html;
        location / { try_files $uri $uri/ $uri.html /404.html =404; }
        location ~ /\. { deny all; }
    }
}
CONF
COPY . /srv
RUN rm -f /srv/.dockerignore
USER www-data
ENV PORT=8080
EXPOSE 8080
CMD ["/bin/sh", "-c", "sed \"s/PORT/$PORT/\" /etc/nginx/site.conf > /tmp/nginx.conf && exec nginx -c /tmp/nginx.conf"]
