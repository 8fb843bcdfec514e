"""Showing a written site to this machine's own browser: files only, loopback only, with the headers that keep it there."""

from __future__ import annotations

import errno
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from vinculum.errors import VinculumError

LOOPBACK = "127.0.0.1"
POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class PortTaken(VinculumError):
    """Another program already answers on the port."""


class NothingToServe(VinculumError):
    """The folder holds no page."""


class PageHandler(SimpleHTTPRequestHandler):
    """Answers GET and HEAD for files of one folder. Lists no folder; answers to no other name than this machine's own."""

    server_version = "Vinculum"
    sys_version = ""

    def end_headers(self) -> None:
        """Send the headers that every answer carries, then end them."""
        for name, value in HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def send_head(self) -> Any:
        """Refuse requests meant for another host: a foreign page must not reach this one through a name of its own."""
        _, port = self.request.getsockname()
        if self.headers.get("Host") not in {f"{LOOPBACK}:{port}", f"localhost:{port}"}:
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST, "This server answers on the loopback address only.")
            return None
        return super().send_head()

    def list_directory(self, path: Any) -> None:  # noqa: ARG002  the base class passes it
        """Answer that there is no such page: folders are not listed."""
        self.send_error(HTTPStatus.NOT_FOUND, "There is no such page.")

    def log_message(self, *told: object) -> None:
        """Say nothing: requests are the reader's own business."""


def site_server(folder: Path, port: int) -> ThreadingHTTPServer:
    """Return a server of ``folder`` bound to the loopback address; NothingToServe or PortTaken say why there is none."""
    if not (folder / "index.html").is_file():
        raise NothingToServe(f"{folder} holds no index.html. Build a picture and write its pages first.")
    try:
        return ThreadingHTTPServer((LOOPBACK, port), partial(PageHandler, directory=str(folder)))
    except OSError as error:
        if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
            raise
        why = "is taken by another program" if error.errno == errno.EADDRINUSE else "may not be used by this user"
        raise PortTaken(f"Port {port} {why}. Choose another with --port, such as --port {max(port + 1, 1025)}.") from error


def serve_site(folder: Path, port: int = 8000, on_ready: Callable[[str], None] | None = None) -> None:
    """Serve ``folder`` on 127.0.0.1 until interrupted (Ctrl-C). ``on_ready`` is told the address once it answers."""
    with site_server(folder, port) as server:
        try:
            if on_ready is not None:
                on_ready(f"http://{LOOPBACK}:{server.server_port}")
            server.serve_forever(poll_interval=0.2)
        except KeyboardInterrupt:
            return
