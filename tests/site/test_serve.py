"""Showing the pages: this machine only, files only, headers on every answer, one clear error when the port is taken."""

import http.client
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from signal import SIGINT

import pytest

from vinculum.site.serve import HEADERS, NothingToServe, PortTaken, serve_site, site_server


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "site" / "leads").mkdir(parents=True)
    (tmp_path / "site" / "index.html").write_text("<!DOCTYPE html><title>Picture</title>", "utf-8")
    (tmp_path / "site" / "vinculum.css").write_text("body { margin: 0 }", "utf-8")
    (tmp_path / "secret.txt").write_text("not for serving", "utf-8")
    return tmp_path / "site"


@pytest.fixture
def server(folder: Path) -> Iterator[ThreadingHTTPServer]:
    with site_server(folder, 0) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def get(
    server: ThreadingHTTPServer, path: str, host: str | None = None, method: str = "GET"
) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of an answer."""
    caller = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
    caller.request(method, path, headers={"Host": host or f"127.0.0.1:{server.server_port}"})
    answer = caller.getresponse()
    told = answer.status, dict(answer.getheaders()), answer.read()
    caller.close()
    return told


def test_it_answers_on_the_loopback_address_only(server: ThreadingHTTPServer) -> None:
    """No other machine can reach the pages."""
    assert server.server_address[0] == "127.0.0.1"


@pytest.mark.parametrize("path", ["/", "/index.html", "/vinculum.css", "/missing.html", "/leads/"])
def test_every_answer_carries_the_headers(server: ThreadingHTTPServer, path: str) -> None:
    """Errors included: policy, no sniffing, no referrer, nothing kept by the browser."""
    _, headers, _ = get(server, path)
    assert {name: headers.get(name) for name in HEADERS} == HEADERS
    assert "Python" not in headers["Server"]


def test_files_are_served_with_their_type(server: ThreadingHTTPServer) -> None:
    """A page is HTML, a style sheet CSS."""
    status, headers, body = get(server, "/")
    assert (status, headers["Content-type"]) == (200, "text/html")
    assert b"Picture" in body
    assert get(server, "/vinculum.css")[1]["Content-type"] == "text/css"


@pytest.mark.parametrize("path", ["/leads/", "/../secret.txt", "/%2e%2e/secret.txt", "/leads/..%2f..%2fsecret.txt"])
def test_nothing_but_files_of_the_folder_is_served(server: ThreadingHTTPServer, path: str) -> None:
    """Folders are not listed and no path leads out of the folder."""
    status, _, body = get(server, path)
    assert status == 404
    assert b"not for serving" not in body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_written(server: ThreadingHTTPServer, method: str) -> None:
    """Only GET and HEAD are answered."""
    assert get(server, "/index.html", method=method)[0] == 501


def test_a_foreign_name_is_refused(server: ThreadingHTTPServer) -> None:
    """A page elsewhere that gives its own name this address (DNS rebinding) learns nothing."""
    status, _, body = get(server, "/index.html", host="evil.example")
    assert status == 421
    assert b"Picture" not in body
    assert get(server, "/index.html", host=f"localhost:{server.server_port}")[0] == 200


def test_a_taken_port_is_one_clear_error(server: ThreadingHTTPServer, folder: Path) -> None:
    """The message names the port and another one to try."""
    with pytest.raises(PortTaken, match=f"Port {server.server_port} is taken by another program. Choose another with --port"):
        serve_site(folder, server.server_port)


def test_an_empty_folder_is_not_served(tmp_path: Path) -> None:
    """Without a first page there is nothing to show."""
    with pytest.raises(NothingToServe, match=r"holds no index\.html"):
        serve_site(tmp_path)


def test_an_interrupt_ends_it_without_a_traceback(folder: Path) -> None:
    """Ctrl-C stops the server; the process ends well and says nothing on standard error."""
    program = (
        "import sys; from pathlib import Path; from vinculum.site.serve import serve_site;"
        "serve_site(Path(sys.argv[1]), 0, on_ready=lambda address: print(address, flush=True)); print('stopped')"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(folder)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("http://127.0.0.1:")
        process.send_signal(SIGINT)
        out, error = process.communicate(timeout=20)
    assert (process.returncode, out, error) == (0, "stopped\n", "")
