package dev.slipway.detect;

import java.util.List;

/** Pages as they are, served by nginx. */
final class StaticSite implements Ecosystem {

    @Override
    public String mark() {
        return "index.html";
    }

    @Override
    public boolean recognizes(Project project) {
        return project.has("index.html");
    }

    @Override
    public Plan plan(Project project) {
        DockerfileText file = server(new DockerfileText());
        return file.line("COPY . /srv")
                .line("RUN rm -f /srv/.dockerignore")
                .line("USER www-data")
                .port()
                .command(START)
                .plan("static site (index.html)");
    }

    /** nginx takes its port from no variable: the file is made when it starts. */
    static final String START =
            "sed \"s/PORT/$PORT/\" /etc/nginx/site.conf > /tmp/nginx.conf && exec nginx -c /tmp/nginx.conf";

    /** A stage with nginx for the files in {@code /srv}. */
    static DockerfileText server(DockerfileText file) {
        return file.from(DockerfileText.DEBIAN)
                .packages(List.of("nginx-light"))
                .line("COPY <<'CONF' /etc/nginx/site.conf")
                .line("daemon off;")
                .line("pid /tmp/nginx.pid;")
                .line("error_log stderr;")
                .line("events {}")
                .line("http {")
                .line("    include /etc/nginx/mime.types;")
                .line("    access_log /dev/stdout;")
                .line(
                        "    client_body_temp_path /tmp/body; proxy_temp_path /tmp/proxy; fastcgi_temp_path /tmp/fastcgi;")
                .line("    uwsgi_temp_path /tmp/uwsgi; scgi_temp_path /tmp/scgi;")
                .line(
                        "    gzip on; gzip_types text/css text/javascript application/javascript application/json image/svg+xml;")
                .line("    server {")
                .line("        listen PORT; root /srv; index index.html;")
                .line("        location / { try_files $uri $uri/ $uri.html /404.html =404; }")
                .line("        location ~ /\\. { deny all; }")
                .line("    }")
                .line("}")
                .line("CONF");
    }
}
