"""Django's settings of the site. Everything that differs between places comes from the environment or the workspace.

VINCULUM_HOME      the workspace (default ./var)
DATABASE_URL       the desk's store, such as postgres://user@host/vinculum; SQLite in the workspace without it
VINCULUM_HOSTS     names this site answers to, separated by commas (default: this machine only)
VINCULUM_LOCAL     "1" when the site is served over plain HTTP to this machine alone, as `vinculum demo` does
VINCULUM_UPLOAD_MB the largest delivery that can be handed over in a page, in megabytes (default 2048)
VINCULUM_WEBHOOK_HOSTS  hosts at private addresses that messages of watches may go to, separated by commas
VINCULUM_MAIL      where alerts by e-mail go, such as smtp://host:587; without it they are written to the workspace
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url

from vinculum.evidence.workspace import Workspace
from vinculum.site.secret import secret_key

HERE = Path(__file__).resolve().parent
WORKSPACE = Workspace.from_environment()
LOCAL = os.environ.get("VINCULUM_LOCAL") == "1"

SECRET_KEY = secret_key(WORKSPACE.home)
DEBUG = False
ALLOWED_HOSTS = [host for host in os.environ.get("VINCULUM_HOSTS", "localhost,127.0.0.1").split(",") if host]
ROOT_URLCONF = "vinculum.site.urls"
WSGI_APPLICATION = "vinculum.site.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "vinculum.desk.access",
    "vinculum.desk.audit",
    "vinculum.desk.retention",
    "vinculum.desk.alerts",
    "vinculum.desk.leads",
    "vinculum.desk.work",
    "vinculum.desk.workflows",
    "vinculum.desk.intelligence",
    "vinculum.desk.operations",
    "vinculum.desk.operations.returns",
    "vinculum.desk.programme.strategy",
    "vinculum.desk.programme.members",
    "vinculum.desk.programme.funding",
    "vinculum.desk.programme.training",
    "vinculum.desk.programme.engagement",
    "vinculum.desk.programme.public",
    "vinculum.desk.programme.impact",
    "vinculum.desk.ports",
    "vinculum.desk.repatriation",
    "vinculum.desk.documents",
    "vinculum.site",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    # Last, so that it sees what each view did, and nothing is answered that was not recorded.
    "vinculum.site.trail.AuditTrail",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "vinculum.site.frame_of_page.frame",
            ],
            "builtins": ["django.contrib.humanize.templatetags.humanize", "vinculum.site.templatetags.told"],
        },
    }
]

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{WORKSPACE.home / 'desk.sqlite3'}", conn_max_age=600
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Write-ahead logging lets pages be read while one is written; IMMEDIATE makes writers queue instead of failing half-way.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Every process must count failed sign-ins together, so the counters live in the store.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "desk_cache"}}

AUTH_USER_MODEL = "access.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # addresses are entered by an administrator
ACCOUNT_ADAPTER = "vinculum.site.accounts.ClosedDoor"
ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/key,50/15m/ip", "login": "60/m/ip", "write_to_us": "10/h/ip"}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False  # a session ends with the browser, whatever is ticked
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nothing is sent to an address that nobody here has
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Vinculum"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL
# Everybody needs a second factor; only the sample people of a demo on this machine do without.
SECOND_FACTOR_REQUIRED = not (LOCAL and os.environ.get("VINCULUM_SAMPLE") == "1")

SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not LOCAL
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = not LOCAL
SECURE_HSTS_SECONDS = 0 if LOCAL else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not LOCAL
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("VINCULUM_PROXY") == "1" else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-gb"
USE_I18N = False

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None
# The largest delivery that can be handed over in a page, in bytes; larger ones are taken in on the server.
UPLOAD_LIMIT = int(os.environ.get("VINCULUM_UPLOAD_MB", "2048")) * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "vinculum.site.bounded_upload.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# What recurs: the task, the kind of job it is, and the seconds between two.
WORK_EVERY = {
    "vinculum.desk.work.tasks.measure_quality": ("quality", 24 * 3600),
    "vinculum.desk.work.tasks.find_overdue": ("retention", 24 * 3600),
    "vinculum.desk.alerts.tasks.check_watches": ("watches", 15 * 60),
    "vinculum.desk.repatriation.tasks.remind_of_dates": ("dates", 24 * 3600),
}

_mail = urlsplit(os.environ.get("VINCULUM_MAIL", ""))
if _mail.hostname:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _mail.hostname, _mail.port or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.username or "", _mail.password or ""
    EMAIL_USE_TLS = _mail.scheme == "smtps"
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = WORKSPACE.home / "mail"
# Hosts at private addresses that a watch may send its messages to all the same.
WEBHOOK_PRIVATE_HOSTS = {host for host in os.environ.get("VINCULUM_WEBHOOK_HOSTS", "").split(",") if host}
DEFAULT_FROM_EMAIL = os.environ.get("VINCULUM_MAIL_FROM", "vinculum@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"standard_error": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["standard_error"], "level": "WARNING"},
}
