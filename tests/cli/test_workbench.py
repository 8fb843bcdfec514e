"""The commands that make the workbench ready, serve it, work for it and check its audit."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from vinculum.site.front_build import STATIC

VINCULUM = str(Path(sys.executable).parent / "vinculum")
FIRST = ("--email", "sam@nvcrp.example", "--name", "Sam", "--organisation", "nvcrp")
SECONDS = 60


def environment(home: Path, **told: str) -> dict[str, str]:
    """Return what a command is run with: nothing of the tests' own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("VINCULUM", "DJANGO", "DATABASE"))}
    return {**kept, "VINCULUM_HOME": str(home), "COLUMNS": "200", **told}


def run(home: Path, *words: str, **told: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([VINCULUM, *words], env=environment(home, **told), check=False, capture_output=True, text=True)


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a workbench ready once; tests that change it make their own."""
    home = tmp_path_factory.mktemp("ready") / "var"
    made = run(home, "init", *FIRST, "--json")
    assert made.returncode == 0, made.stderr
    told = json.loads(made.stdout)
    assert told["stands"][0]["state"] == "made"
    assert told["administrator"] == "sam@nvcrp.example"
    assert told["link"].startswith("https://localhost/account/password/reset/key/")
    return home


def test_init_again_changes_nothing_and_says_what_stands(ready: Path) -> None:
    """With the same words or none; the link is offered again for as long as no password is set."""
    for words in ((), FIRST):
        again = run(ready, "init", *words, "--json")
        assert again.returncode == 0, again.stderr
        told = json.loads(again.stdout)
        assert [one["state"] for one in told["stands"]] == [
            "stood already",
            "in step already",
            "all there already",
            "stood already",
        ]
        assert told["link"]
    with sqlite3.connect(ready / "desk.sqlite3") as store:
        assert store.execute("SELECT count(*) FROM access_person").fetchone() == (1,)
        assert store.execute("SELECT action, route FROM audit_auditrecord").fetchall() == [("access.change", "vinculum init")]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "no administrator yet"),
        (("--email", "a@b.example"), "Name the administrator whole"),
        (("--email", "nobody", "--name", "A", "--organisation", "NVCRP"), "not an e-mail address"),
        (("--email", "a@b.example", "--name", "A", "--organisation", "NOWHERE"), "no organisation with the code 'NOWHERE'"),
    ],
)
def test_init_refuses_what_is_not_whole(tmp_path: Path, words: tuple[str, ...], sentence: str) -> None:
    """With what to do, and nobody is made."""
    refused = run(tmp_path / "var", "init", *words)
    assert refused.returncode == 2
    assert sentence in refused.stderr.replace("\n", " ")


def test_a_second_administrator_is_made_in_the_pages(ready: Path) -> None:
    """The command makes the first only."""
    refused = run(ready, "init", "--email", "eve@nvcrp.example", "--name", "Eve", "--organisation", "NVCRP")
    assert refused.returncode == 2
    assert "sam@nvcrp.example is administrator already" in refused.stderr.replace("\n", " ")


def test_a_password_comes_from_a_file(tmp_path: Path) -> None:
    """A weak one is refused; a good one is set, and no link is printed."""
    file = tmp_path / "password"
    file.write_text("12345\n")
    refused = run(tmp_path / "var", "init", *FIRST, "--password-file", str(file))
    assert refused.returncode == 2
    assert "too short" in refused.stderr
    file.write_text("seven dark horses at noon\n")
    made = run(tmp_path / "var", "init", *FIRST, "--password-file", str(file), "--json")
    assert json.loads(made.stdout)["link"] is None


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "must not cross a network in the clear"),
        (("--local", "--host", "0.0.0.0"), "only to this machine"),  # noqa: S104 - that it is refused is the test
        (("--certificate", "here.pem"), "together"),
        (("--certificate", "here.pem", "--key", "there.pem"), "no file here.pem"),
    ],
)
def test_nothing_is_served_in_the_clear(ready: Path, words: tuple[str, ...], sentence: str) -> None:
    """But to this machine alone, when that is asked for."""
    refused = run(ready, "serve", *words)
    assert refused.returncode == 2
    assert sentence in refused.stderr.replace("\n", " ")


def test_a_desk_that_is_not_in_step_is_not_served(tmp_path: Path) -> None:
    """It says which command brings it there; the same for the worker."""
    for words in (("serve", "--local"), ("worker", "--drain")):
        refused = run(tmp_path / "var", *words)
        assert refused.returncode == 1
        assert "Run `vinculum init`" in refused.stderr.replace("\n", " ")


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def _answer(address: str) -> tuple[int, str]:
    """Return the status and the address of an answer, once the server is there."""
    until = time.monotonic() + SECONDS
    while True:
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - our own server
                return answer.status, answer.url
        except urllib.error.HTTPError as error:
            return error.code, error.url
        except OSError:
            assert time.monotonic() < until, "nobody answers"
            time.sleep(0.1)


@pytest.mark.skipif(not (STATIC / "site.css").is_file(), reason="the styles and scripts of the site are not built")
def test_the_site_is_served_and_stops_when_told(ready: Path) -> None:
    """A page that needs somebody leads to the sign-in page; styles are served; SIGTERM ends it well."""
    port = _free_port()
    words = [VINCULUM, "serve", "--local", "--port", str(port), "--workers", "1"]
    server = subprocess.Popen(words, env=environment(ready), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        assert _answer(f"http://127.0.0.1:{port}/leads") == (200, f"http://127.0.0.1:{port}/account/login/?next=/leads")
        assert _answer(f"http://127.0.0.1:{port}/static/site.css")[0] == 200
    finally:
        server.send_signal(signal.SIGTERM)
    assert server.wait(SECONDS) == 0


def test_a_worker_stops_when_told(ready: Path) -> None:
    """SIGTERM lets it finish and end well; its lock is gone."""
    worker = subprocess.Popen([VINCULUM, "worker"], env=environment(ready), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + SECONDS
    while not list((ready / "work" / "workers").glob("*")):
        assert time.monotonic() < until
        time.sleep(0.05)
    time.sleep(1)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(SECONDS) == 0
    assert list((ready / "work" / "workers").glob("*")) == []


def test_the_audit_chain_is_verified(tmp_path: Path) -> None:
    """A chain that is whole; one record altered behind the store's back: status 1, with the record."""
    home = tmp_path / "var"
    assert run(home, "audit", "verify").returncode == 2
    run(home, "init", *FIRST)
    whole = run(home, "audit", "verify", "--json")
    assert (whole.returncode, json.loads(whole.stdout)) == (0, {"records": 1, "faults": []})
    with sqlite3.connect(home / "desk.sqlite3") as store:
        store.execute("DROP TRIGGER audit_auditrecord_no_update")
        store.execute("UPDATE audit_auditrecord SET person = 'somebody else'")
    altered = run(home, "audit", "verify", "--json")
    assert altered.returncode == 1
    assert json.loads(altered.stdout)["faults"] == [{"sequence": 1, "what": "it was changed after it was written"}]


def test_other_commands_start_without_django() -> None:
    """Only the commands of the desk pay for it."""
    script = "import sys; from vinculum.cli.main import load_commands; load_commands('check'); print('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout == "False\n"
