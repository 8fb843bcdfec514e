"""Telling a program of the owner's that a watch found something: over HTTPS, signed, to no private address, without content."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import socket
import ssl
from http.client import HTTPException, HTTPSConnection
from urllib.parse import SplitResult, urlsplit
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

from vinculum.errors import VinculumError

SECONDS = 10.0
SIGNATURE = "Vinculum-Signature"
ACCEPTED = range(200, 300)


class BadAddress(VinculumError):
    """An address that no message is sent to."""


class NotDelivered(VinculumError):
    """The other side did not take the message."""


class _Pinned(HTTPSConnection):
    """A connection to the one address that was checked, whatever the name resolves to a moment later."""

    def __init__(self, told: SplitResult, address: str, trust: ssl.SSLContext) -> None:
        super().__init__(told.hostname or "", told.port or 443, timeout=SECONDS, context=trust)
        self._address, self._trust = address, trust

    def connect(self) -> None:
        """Connect to the checked address, and check that its certificate is for the name."""
        plain = socket.create_connection((self._address, self.port), SECONDS)
        self.sock = self._trust.wrap_socket(plain, server_hostname=self.host)


def check_address(url: str) -> SplitResult:
    """Return an address in its parts; BadAddress unless it is https, without a password, and a name or public address."""
    told = urlsplit(url)
    if told.scheme != "https" or not told.hostname:
        raise BadAddress(f"{url!r} is not an address that begins with https://.")
    if told.username or told.password:
        raise BadAddress("An address with a password in it would be kept and shown. Leave the password out; messages are signed.")
    if told.hostname not in settings.WEBHOOK_PRIVATE_HOSTS:
        try:
            literal = ipaddress.ip_address(told.hostname)
        except ValueError:
            return told
        _check_public(told.hostname, str(literal))
    return told


def secret_of(uid: UUID) -> str:
    """Return the secret that a watch's messages are signed with; it is worked out from the site's own, not stored."""
    return salted_hmac("vinculum.desk.alerts.webhook", str(uid), algorithm="sha256").hexdigest()


def signature(secret: str, at: int, body: bytes) -> str:
    """Return the header by which the other side knows that we sent it, and when (seconds since 1970)."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def post(url: str, body: bytes, secret: str, at: int, trust: ssl.SSLContext | None = None) -> None:
    """Send a signed message; BadAddress or NotDelivered say why it did not arrive. Redirects are not followed."""
    told = check_address(url)
    connection = _Pinned(told, _resolve(told), trust or ssl.create_default_context())
    path = (told.path or "/") + (f"?{told.query}" if told.query else "")
    headers = {"Content-Type": "application/json", SIGNATURE: signature(secret, at, body), "User-Agent": "Vinculum"}
    try:
        connection.request("POST", path, body, headers)
        status = connection.getresponse().status
    except (OSError, HTTPException) as error:
        raise NotDelivered(f"{told.hostname} could not be reached: {type(error).__name__}.") from error
    finally:
        connection.close()
    if status not in ACCEPTED:
        raise NotDelivered(f"{told.hostname} answered {status}.")


def _resolve(told: SplitResult) -> str:
    host = told.hostname or ""
    try:
        found = {str(one[4][0]) for one in socket.getaddrinfo(host, told.port or 443, type=socket.SOCK_STREAM)}
    except OSError as error:
        raise NotDelivered(f"{host} has no address.") from error
    if host not in settings.WEBHOOK_PRIVATE_HOSTS:
        for address in sorted(found):
            _check_public(host, address)
    return min(found)


def _check_public(host: str, address: str) -> None:
    if not ipaddress.ip_address(address).is_global:
        raise BadAddress(
            f"{host} is a private address ({address}). Whoever keeps the site can allow it (VINCULUM_WEBHOOK_HOSTS)."
        )
