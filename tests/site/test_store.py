"""The store and the settings are what they should be where the site is deployed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    """No model has changed without its migration."""
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_deployed_settings_raise_no_warning(tmp_path: Path) -> None:
    """`check --deploy` is clean, warnings included, without any of the switches of a demo."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VINCULUM") and name != "DATABASE_URL"}
    environment = {**kept, "VINCULUM_HOME": str(tmp_path / "var"), "DJANGO_SETTINGS_MODULE": "vinculum.site.settings"}
    words = [sys.executable, "-W", "error", "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    ran = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "no issues (0 silenced)" in ran.stdout
