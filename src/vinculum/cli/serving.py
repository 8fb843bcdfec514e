"""Serving the site with gunicorn in this process, and running the worker. Imported only after Django is set up."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # gunicorn ships no types

from vinculum.desk.work.worker import run_worker, stop_on_signals
from vinculum.errors import VinculumError
from vinculum.site.front_build import ADVICE, SERVED, STATIC

# Uploads of large deliveries take their time; a thread that answers nobody for longer than this is stuck.
SECONDS_A_REQUEST = 300
SECONDS_TO_FINISH = 30


class NotReady(VinculumError):
    """The workbench cannot be served as it stands."""


def check_ready() -> None:
    """NotReady if the store is not in step with this version, or the styles and scripts of the site were not built."""
    executor = MigrationExecutor(connection)
    lacking = executor.migration_plan(executor.loader.graph.leaf_nodes())
    table = settings.CACHES["default"]["LOCATION"]
    if lacking or table not in connection.introspection.table_names():
        raise NotReady(f"The desk at {settings.WORKSPACE.home} is not in step with this version. Run `vinculum init`.")
    missing = [name for name in SERVED if not (STATIC / name).is_file()]
    if missing:
        raise NotReady(f"The styles and scripts of the site were not built ({missing[0]} is missing). {ADVICE}")
    # Processes that answer open their own.
    connections.close_all()


class Site(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """The site in gunicorn, configured here and by nothing else: neither a file nor the environment."""

    def __init__(self, options: dict[str, Any]) -> None:
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Hand our options over."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> WSGIHandler:
        """Return the site, in each process that answers."""
        from vinculum.site.wsgi import application  # noqa: PLC0415 - in the process that answers, not in the one that watches

        return application


def serve_site(
    host: str, port: int, *, workers: int, threads: int, certificate: Path | None = None, key: Path | None = None
) -> None:
    """Answer until a signal says to stop; requests in hand are finished first. NotReady if the port is taken."""
    _check_free(host, port)
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    options: dict[str, Any] = {
        "bind": [address],
        "workers": workers,
        "threads": threads,
        "worker_class": "gthread",
        "timeout": SECONDS_A_REQUEST,
        "graceful_timeout": SECONDS_TO_FINISH,
        "proc_name": "vinculum",
        "loglevel": "warning",
    }
    if certificate is not None and key is not None:
        options |= {"certfile": str(certificate), "keyfile": str(key)}
    Site(options).run()


def _check_free(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as asked:
        asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            asked.bind((host, port))
        except OSError as error:
            raise NotReady(f"Nothing can listen on {host}:{port} ({error.strerror}). Choose another with --port.") from error


def work(*, drain: bool = False) -> int:
    """Run a worker on the workspace and return how many tasks it ran."""
    lacking = MigrationExecutor(connection)
    if lacking.migration_plan(lacking.loader.graph.leaf_nodes()):
        raise NotReady(f"The desk at {settings.WORKSPACE.home} is not in step with this version. Run `vinculum init`.")
    return run_worker(settings.WORKSPACE, drain=drain, stop=stop_on_signals())
