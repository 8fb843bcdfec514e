"""``vinculum init, serve, worker, audit verify``: the workbench made ready, served, and checked.

Only these commands set Django up, and only once their options are read: the others start without it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import django
import typer

from vinculum.cli import show
from vinculum.cli.app import AsJson, app
from vinculum.errors import WrongUse

audit = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The audit chain.")
app.add_typer(audit, name="audit")

LOOPBACK = {"127.0.0.1", "::1", "localhost"}

Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")]
Local = Annotated[bool, typer.Option("--local", help="Plain HTTP, for this machine alone.")]


@audit.callback()
def audit_chain() -> None:
    """Check the audit chain."""


def set_up(*, local: bool = False, sample: bool = False) -> None:
    """Set Django up on the workspace; ``local`` for plain HTTP on this machine, ``sample`` for people without a second factor."""
    if local:
        os.environ["VINCULUM_LOCAL"] = "1"
    if sample:
        os.environ["VINCULUM_SAMPLE"] = "1"
    os.environ["DJANGO_SETTINGS_MODULE"] = "vinculum.site.settings"
    django.setup()


@app.command()
def init(
    *,
    email: Annotated[str | None, typer.Option(help="Address of the first administrator.")] = None,
    name: Annotated[str | None, typer.Option(help="Name of the first administrator.")] = None,
    organisation: Annotated[str | None, typer.Option(help="Code of their organisation, such as NVCRP.")] = None,
    password_file: Annotated[
        Path | None, typer.Option(help="File whose first line is their password; without it a link is printed that sets one.")
    ] = None,
    ask_password: Annotated[bool, typer.Option("--ask-password", help="Ask for their password here.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make the workspace and the desk ready, with a first administrator. Running it again changes nothing that stands."""
    if ask_password and password_file is not None:
        raise WrongUse("Give --password-file or --ask-password, not both.")
    set_up()
    from vinculum.cli.desk import First, make_ready  # noqa: PLC0415 - only after Django is set up

    first = First.of(email, name, organisation)
    password = None
    if password_file is not None:
        password = (password_file.read_text("utf-8").splitlines() or [""])[0]
    elif ask_password:
        password = typer.prompt("Password of the administrator", hide_input=True, confirmation_prompt=True, err=True)
    told = make_ready(first, password)
    if as_json:
        show.document(told)
        return
    show.table("The workbench", ("", "", ""), [(one["what"], one["detail"], one["state"]) for one in told["stands"]])
    if told["link"]:
        show.out.print(f"{told['administrator']} sets a password at this address, once, within three days:")
        show.out.print(f"  {told['link']}", soft_wrap=True)
    show.out.print("Next: vinculum serve (and, beside it, vinculum worker).")


@app.command()
def serve(
    *,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Annotated[int, typer.Option(min=1, help="Processes that answer.")] = 2,
    threads: Annotated[int, typer.Option(min=1, help="Threads of each process.")] = 4,
    certificate: Annotated[Path | None, typer.Option(help="Certificate (PEM), to answer over TLS here.")] = None,
    key: Annotated[Path | None, typer.Option(help="Private key of the certificate (PEM).")] = None,
    local: Local = False,
) -> None:
    """Serve the workbench: over TLS, its own or that of a proxy (VINCULUM_PROXY=1), or to this machine alone."""
    _check_protection(host, certificate, key, local=local)
    set_up(local=local)
    from vinculum.cli.serving import check_ready, serve_site  # noqa: PLC0415 - only after Django is set up

    check_ready()
    scheme = "https" if certificate else "http"
    show.say(f"The workbench answers on {scheme}://{host}:{port}. Ctrl-C stops it.")
    serve_site(host, port, workers=workers, threads=threads, certificate=certificate, key=key)


def _check_protection(host: str, certificate: Path | None, key: Path | None, *, local: bool) -> None:
    """Refuse to answer in the clear to anything but this machine."""
    if (certificate is None) != (key is None):
        raise WrongUse("Give --certificate and --key together.")
    for file in (certificate, key):
        if file is not None and not file.is_file():
            raise WrongUse(f"There is no file {file}.")
    if local and host not in LOOPBACK:
        raise WrongUse(f"--local answers in the clear, so only to this machine: 127.0.0.1, not {host}.")
    if local and certificate is not None:
        raise WrongUse("--local answers in the clear; leave it out to answer with the certificate.")
    if not local and certificate is None and os.environ.get("VINCULUM_PROXY") != "1":
        raise WrongUse(
            "Sign-ins must not cross a network in the clear. Give --certificate and --key; or set VINCULUM_PROXY=1 behind a "
            "proxy that speaks TLS and sets X-Forwarded-Proto; or --local to answer to this machine alone."
        )


@app.command()
def worker(
    *,
    drain: Annotated[bool, typer.Option("--drain", help="Stop once nothing waits.")] = False,
) -> None:
    """Carry out work in the background: builds, intake, watches. SIGTERM lets it finish its job, a second does not."""
    set_up()
    from vinculum.cli.serving import work  # noqa: PLC0415 - only after Django is set up

    show.say("The worker waits for jobs. Ctrl-C stops it after the job in hand.")
    done = work(drain=drain)
    show.say(f"The worker has stopped. It ran {done:,} task{'' if done == 1 else 's'}.")


@audit.command()
def verify(*, as_json: AsJson = False) -> None:
    """Check that no audit record was changed, removed or cut off; status 1 with the faults if one was."""
    set_up()
    from vinculum.cli.desk import audit_faults  # noqa: PLC0415 - only after Django is set up

    told = audit_faults()
    if as_json:
        show.document(told)
    elif not told["faults"]:
        show.out.print(f"The audit chain is whole: {told['records']:,} records.")
    else:
        rows = [(one["sequence"], one["what"]) for one in told["faults"]]
        show.table("Faults of the audit chain", ("record", "what is wrong"), rows)
    if told["faults"]:
        raise typer.Exit(1)
