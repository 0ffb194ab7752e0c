package dev.slipway.build;

import dev.slipway.source.SourceFailure;
import java.util.List;
import java.util.Set;

/** Dockerfiles for projects which have none. All stand on plain Debian. */
final class Template {

    private static final String BASE = "FROM debian:bookworm-slim\n";
    private static final List<String> PYTHON_STARTS = List.of("app.py", "main.py", "server.py", "manage.py");

    private Template() {}

    static String node(Set<String> names) {
        boolean locked = names.contains("package-lock.json");
        return BASE + install("nodejs npm ca-certificates")
                + "WORKDIR /app\n"
                + (locked ? "COPY package.json package-lock.json ./\n" : "COPY package.json ./\n")
                + (locked ? "RUN npm ci --omit=dev\n" : "RUN npm install --omit=dev\n")
                + "COPY . .\n"
                + "ENV NODE_ENV=production PORT=8080\n"
                + "EXPOSE 8080\n"
                + "CMD [\"npm\", \"start\"]\n";
    }

    static String python(Set<String> names, String where) {
        String start = PYTHON_STARTS.stream()
                .filter(names::contains)
                .findFirst()
                .orElseThrow(() -> new SourceFailure("a Python project at " + where + " without any of "
                        + String.join(", ", PYTHON_STARTS) + "; add one of them, or a Dockerfile"));
        boolean listed = names.contains("requirements.txt");
        return BASE + install("python3 python3-venv ca-certificates")
                + "WORKDIR /app\n"
                + "RUN python3 -m venv /venv\n"
                + (listed
                        ? "COPY requirements.txt ./\nRUN /venv/bin/pip install --no-cache-dir -r requirements.txt\nCOPY . .\n"
                        : "COPY . .\nRUN /venv/bin/pip install --no-cache-dir .\n")
                + "ENV PYTHONUNBUFFERED=1 PORT=8080\n"
                + "EXPOSE 8080\n"
                + "CMD [\"/venv/bin/python\", \"" + start + "\"]\n";
    }

    static String site() {
        return BASE + install("nginx-light")
                + "RUN ln -sf /dev/stdout /var/log/nginx/access.log && ln -sf /dev/stderr /var/log/nginx/error.log\n"
                + "COPY . /var/www/html\n"
                + "EXPOSE 80\n"
                + "CMD [\"nginx\", \"-g\", \"daemon off;\"]\n";
    }

    private static String install(String packages) {
        return "RUN apt-get update && apt-get install -y --no-install-recommends " + packages
                + " && rm -rf /var/lib/apt/lists/*\n";
    }
}
