"""A page that says where it runs and greets by the variable GREETING."""

import html
import os
import signal
import sys
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

STARTED = datetime.now(timezone.utc)
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{greeting}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
  body {{ font: 17px/1.6 system-ui, sans-serif; max-width: 36rem; margin: 15vh auto; padding: 0 1rem; color: #14213d; }}
  h1 {{ font-size: 2.6rem; margin: 0 0 .5rem; letter-spacing: -.02em; }}
  dl {{ display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.2rem; }}
  dt {{ color: #6b7280; }} dd {{ margin: 0; font-family: ui-monospace, monospace; }}
</style></head>
<body><h1>{greeting}</h1><p>This app came from a git repository a moment ago.</p>
<dl><dt>instance</dt><dd>{instance}</dd><dt>up since</dt><dd>{started}</dd><dt>you asked for</dt><dd>{path}</dd></dl>
</body></html>
"""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path == "/health":
            self.answer("text/plain", "ok\n")
        else:
            self.answer("text/html; charset=utf-8", PAGE.format(
                greeting=html.escape(os.environ.get("GREETING", "Hello from Slipway")),
                instance=html.escape(os.uname().nodename),
                started=STARTED.isoformat(timespec="seconds"),
                path=html.escape(self.path)))

    do_HEAD = do_GET

    def answer(self, content_type, text):
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, message, *arguments):
        if self.path != "/health":
            print(message % arguments, flush=True)


def main():
    port = int(os.environ.get("PORT", "8080"))
    server = ThreadingHTTPServer(("", port), Handler)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(f"listening on {port}", flush=True)
    server.serve_forever()


main()
