"""The entry point: runs a command and turns every error a person can cause into one clear message and an exit status."""

from __future__ import annotations

import os
import sys

import vinculum.cli.evidence
import vinculum.cli.marks
import vinculum.cli.picture
import vinculum.cli.sample  # noqa: F401 - each module adds its commands to the application
from vinculum.cli import show
from vinculum.cli.app import app
from vinculum.errors import VinculumError

INTERRUPTED = 130


def main() -> None:
    """Run ``vinculum``; see the module for the exit statuses."""
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
