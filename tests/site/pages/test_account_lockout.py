"""A lock-out counts in every process: what one has counted, another one knows."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TRY = """
import sys, django
django.setup()
from django.test import Client
for _ in range(int(sys.argv[1])):
    Client().post("/account/login/", {"login": "amara.okafor@opal.example", "password": sys.argv[2]})
client = Client()
client.post("/account/login/", {"login": "amara.okafor@opal.example", "password": "a password of this test"})
print("in" if "_auth_user_id" in client.session else "out")
"""
MAKE = """
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("createcachetable")
from vinculum.desk.access.sample import load_sample
load_sample(settings.WORKSPACE, "a password of this test")
"""


@pytest.fixture
def place(tmp_path: Path) -> dict[str, str]:
    """Make a desk of its own, outside the transaction of a test: other processes must see what is written."""
    return {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "VINCULUM_HOME": str(tmp_path),
        "VINCULUM_LOCAL": "1",
        "VINCULUM_SAMPLE": "1",
        "VINCULUM_HOSTS": "testserver",
        "DJANGO_SETTINGS_MODULE": "vinculum.site.settings",
    }


def run(place: dict[str, str], program: str, *words: str) -> str:
    done = subprocess.run([sys.executable, "-c", program, *words], env=place, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def test_what_one_process_counted_locks_another(place: dict[str, str]) -> None:
    """Four failures in one process and one in the next: the right password does not help any more."""
    run(place, MAKE)
    assert run(place, TRY, "0", "") == "in"
    assert run(place, TRY, "4", "a guess") == "in"
    assert run(place, TRY, "1", "a guess") == "out"
