package dev.slipway.detect;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Python in a virtual environment: pip, Poetry, uv or Pipenv; Django, an ASGI or WSGI application, or a program. */
final class PythonProject implements Ecosystem {

    private static final Pattern REQUIRES = Pattern.compile("(?m)^requires-python[ \\t]*=[ \\t]*[\"']([^\"']+)[\"']");
    private static final Pattern POETRY = Pattern.compile("(?m)^python[ \\t]*=[ \\t]*[\"']([^\"']+)[\"']");
    private static final Pattern PIPFILE =
            Pattern.compile("(?m)^python_(?:full_)?version[ \\t]*=[ \\t]*[\"']([^\"']+)[\"']");
    private static final Pattern APPLICATION =
            Pattern.compile("(?m)^(\\w+)[ \\t]*=[ \\t]*(?:Flask|FastAPI|Starlette|Quart)\\(");
    private static final String[] STARTS = {"app.py", "main.py", "server.py", "wsgi.py", "asgi.py"};

    @Override
    public String mark() {
        return "requirements.txt, pyproject.toml or Pipfile";
    }

    @Override
    public boolean recognizes(Project project) {
        return project.firstOf("requirements.txt", "pyproject.toml", "Pipfile").isPresent();
    }

    @Override
    public Plan plan(Project project) {
        Language.Choice python = Language.PYTHON.choose(wish(project));
        DockerfileText file = new DockerfileText()
                .from(python.onDebian() ? DockerfileText.DEBIAN : String.valueOf(python.image()))
                .packages(python.onDebian() ? List.of("python3", "python3-venv", "ca-certificates") : List.of())
                .run("python3 -m venv /venv")
                .env("PATH=/venv/bin:$PATH", "VIRTUAL_ENV=/venv", "PYTHONUNBUFFERED=1", "PYTHONDONTWRITEBYTECODE=1")
                .workdir("/app");
        install(file, project);
        String start = start(project);
        return file.user().port().command(start).plan(python.why());
    }

    private static Optional<Wish> wish(Project project) {
        return Stream.of(
                        project.versionFile(".python-version"),
                        project.versionFile("runtime.txt")
                                .map(w -> new Wish(w.text().replace("python-", ""), w.file())),
                        project.find("pyproject.toml", REQUIRES).map(text -> new Wish(text, "pyproject.toml")),
                        project.find("pyproject.toml", POETRY).map(text -> new Wish(text, "pyproject.toml")),
                        project.find("Pipfile", PIPFILE).map(text -> new Wish(text, "Pipfile")),
                        project.toolVersion("python"))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** What is locked before what is wished for; dependencies in a layer before the code's. */
    private static void install(DockerfileText file, Project project) {
        if (project.has("uv.lock")) {
            file.env("UV_PROJECT_ENVIRONMENT=/venv", "UV_LINK_MODE=copy", "UV_PYTHON_DOWNLOADS=never")
                    .copy(List.of("pyproject.toml", "uv.lock"), "./")
                    .cached(
                            "/root/.cache",
                            "python3 -m pip install uv && uv sync --frozen --no-dev --no-install-project")
                    .copyAll();
        } else if (project.has("poetry.lock")) {
            file.copy(List.of("pyproject.toml", "poetry.lock"), "./")
                    .cached(
                            "/root/.cache",
                            "python3 -m pip install poetry && poetry install --only main --no-root --no-interaction")
                    .copyAll();
        } else if (project.has("requirements.txt")) {
            file.copy(List.of("requirements.txt"), "./")
                    .cached("/root/.cache", "pip install -r requirements.txt")
                    .copyAll();
        } else if (project.has("Pipfile")) {
            file.copy(project.allOf("Pipfile", "Pipfile.lock"), "./")
                    .env("PIPENV_VERBOSITY=-1")
                    .cached(
                            "/root/.cache",
                            "pip install pipenv && pipenv " + (project.has("Pipfile.lock") ? "sync" : "install"))
                    .copyAll();
        } else {
            file.copyAll().cached("/root/.cache", "pip install .");
        }
    }

    private static String start(Project project) {
        Optional<String> procfile = project.procfile();
        if (procfile.isPresent()) {
            return procfile.get();
        }
        String wanted = Stream.of("requirements.txt", "pyproject.toml", "Pipfile", "uv.lock", "poetry.lock")
                .map(project::text)
                .reduce("", String::concat)
                .toLowerCase(Locale.ROOT);
        if (project.has("manage.py")) {
            return django(project, wanted);
        }
        String name = project.firstOf(STARTS)
                .orElseThrow(() -> new Undetectable("a Python project without any of manage.py, "
                        + String.join(", ", STARTS) + "; add one of them, a Procfile, or a Dockerfile"));
        String module = name.substring(0, name.length() - ".py".length());
        String application = project.find(name, APPLICATION).orElse("app");
        if (wanted.contains("uvicorn") || wanted.contains("fastapi")) {
            return "uvicorn " + module + ":" + application + " --host 0.0.0.0 --port $PORT";
        }
        if (wanted.contains("gunicorn")) {
            return "gunicorn -b 0.0.0.0:$PORT " + module + ":" + application;
        }
        return "python " + name;
    }

    /** Django's own server is for developers; it is used where no other is installed. */
    private static String django(Project project, String wanted) {
        return project.names().stream()
                .filter(name -> project.names(name).contains("wsgi.py"))
                .filter(name -> wanted.contains("gunicorn"))
                .findFirst()
                .map(name -> "gunicorn -b 0.0.0.0:$PORT " + name + ".wsgi")
                .orElse("python manage.py runserver --noreload 0.0.0.0:$PORT");
    }
}
