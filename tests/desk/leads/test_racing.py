"""Two people adopt one lead at once: the store lets one have it, and the other is told who."""

import json
import os
import subprocess
import sys
from pathlib import Path

RACING = Path(__file__).with_name("racing.py")


def test_one_has_it_and_the_others_are_told_who(tmp_path: Path) -> None:
    """Of three who act on the same page at the same moment, one is kept each time, on the store that these tests run on."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "vinculum.site.settings",
        "VINCULUM_HOME": str(tmp_path),
        "VINCULUM_LOCAL": "1",
    }
    asked = "postgresql" if os.environ.get("VINCULUM_TEST_STORE") == "postgresql" else "sqlite"
    ran = subprocess.run([sys.executable, str(RACING)], env=environment, check=True, capture_output=True, text=True)
    told = json.loads(ran.stdout)
    assert asked == told["vendor"]
    for lead, answers in told["told"].items():
        assert told["kept"][lead] == 1
        others = [answer for answer in answers if answer != "kept"]
        assert len(answers) - 1 == len(others), (lead, answers)
        winner = ("Ada", "Bea", "Cy")[answers.index("kept")]
        assert all(answer.startswith(f"{winner} adopted it on ") for answer in others), (lead, answers)
