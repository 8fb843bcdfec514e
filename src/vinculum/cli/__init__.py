"""The command line: ``vinculum``.

Each command is thin: it reads its words, calls one room, and prints. With ``--json`` one document goes to standard output;
progress and warnings go to standard error. Exit status: 0, 1 (a fault in the input or the workspace), 2 (wrong use).
"""

from vinculum.cli.main import main

__all__ = ["main"]
