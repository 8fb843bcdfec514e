"""The entry point: runs a command and turns every error a person can cause into one clear message and an exit status."""

from __future__ import annotations

import importlib
import os
import sys

from vinculum.cli import show
from vinculum.cli.app import app
from vinculum.errors import VinculumError

# Which module holds a command. Only that one is loaded: `check` answers without waiting for the whole picture's machinery.
COMMANDS = {
    "check": "marks",
    "misreads": "marks",
    "feeds": "evidence",
    "intake": "evidence",
    "deliveries": "evidence",
    "quarantine": "evidence",
    "repair": "amend",
    "dismiss": "amend",
    "erase": "erase",
    "quality": "quality",
    "scorecard": "quality",
    "dump": "whole",
    "restore": "whole",
    "build": "picture",
    "find": "find",
    "leads": "picture",
    "lead": "picture",
    "vehicle": "picture",
    "screen": "screening",
    "evaluate": "picture",
    "simulate": "sample",
    "demo": "sample",
    "init": "workbench",
    "serve": "workbench",
    "worker": "workbench",
    "audit": "workbench",
    "product": "product",
}

INTERRUPTED = 130


def load_commands(asked: str | None = None) -> None:
    """Add the commands of the module that holds ``asked`` to the application, or of every module."""
    modules = [COMMANDS[asked]] if asked in COMMANDS else list(dict.fromkeys(COMMANDS.values()))
    for module in modules:
        importlib.import_module(f"vinculum.cli.{module}")


def main() -> None:
    """Run ``vinculum``; see the package for the exit statuses."""
    load_commands(sys.argv[1] if len(sys.argv) > 1 else None)
    try:
        app()
    except VinculumError as error:
        show.say(f"Error: {error}")
        sys.exit(error.exit_status)
    except BrokenPipeError:
        # The reader (`head`, a pager) has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        show.say(f"Error: {error.strerror or error}{where}. Nothing was changed; mend this and run the command again.")
        sys.exit(1)
    except KeyboardInterrupt:
        show.say("Stopped. What was finished is kept; run the command again to go on.")
        sys.exit(INTERRUPTED)
