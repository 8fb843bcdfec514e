"""A lock-out counts in every process: what one has counted, another one knows."""

import os
import subprocess
import sys
from pathlib import Path

TRY = """
import sys
import django
django.setup()
from allauth.core import ratelimit
from django.core.management import call_command
from django.test import RequestFactory
call_command("createcachetable", verbosity=0)
request = RequestFactory().post("/")
for _ in range(int(sys.argv[1])):
    allowed = ratelimit.consume(request, action="login_failed", key="amara.okafor@opal.example")
print("open" if allowed else "locked")
"""


def failures(number: int, home: Path) -> str:
    """Count failed sign-ins under the site's own settings, in a process of its own; say whether the last was let through."""
    place = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {
        "VINCULUM_HOME": str(home),
        "VINCULUM_LOCAL": "1",
        "DJANGO_SETTINGS_MODULE": "vinculum.site.settings",
    }
    done = subprocess.run([sys.executable, "-c", TRY, str(number)], env=place, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def test_what_one_process_counted_locks_another(tmp_path: Path) -> None:
    """Four failures in one process and one in the next are five; the sixth is not let through."""
    assert failures(4, tmp_path) == "open"
    assert failures(1, tmp_path) == "open"
    assert failures(1, tmp_path) == "locked"
