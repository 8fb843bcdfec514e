"""Messages go over HTTPS to public addresses, signed, and follow no redirect."""

import hashlib
import hmac
import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path
from uuid import UUID

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings

from vinculum.desk.alerts.webhook import SIGNATURE, BadAddress, NotDelivered, check_address, post, secret_of, signature

UID = UUID("00000000-0000-4000-8000-000000000001")


class Listener(BaseHTTPRequestHandler):
    """Keeps what it is sent and answers with a status."""

    status = 200
    heard: list[tuple[str, str, bytes]]

    def do_POST(self) -> None:
        """Take a message."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).heard.append((self.path, self.headers[SIGNATURE], body))
        self.send_response(type(self).status)
        self.send_header("Location", "https://elsewhere.example/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *told: object) -> None:
        """Say nothing."""


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Make a certificate for this machine's own name."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "both.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


@pytest.fixture
def listening(certificate: Path) -> Iterator[int]:
    """Listen over TLS and give the port."""
    Listener.heard, Listener.status = [], 200
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with HTTPServer(("127.0.0.1", 0), Listener) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.fixture
def trust(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate))


@pytest.mark.parametrize(
    "url",
    [
        "http://hook.example/x",
        "ftp://hook.example",
        "https://",
        "https://user:word@hook.example/",
        "https://127.0.0.1/",
        "https://10.1.2.3/",
        "https://169.254.169.254/latest",
        "https://[::1]/",
        "https://[fd00::1]/",
        "https://100.64.0.1/",
    ],
)
def test_addresses_that_no_message_goes_to(url: str) -> None:
    """Not in the clear, not with a password in it, not inside."""
    with pytest.raises(BadAddress):
        check_address(url)


def test_a_name_that_resolves_inside_is_refused(listening: int, trust: ssl.SSLContext) -> None:
    """When it is used, not only when it is kept: names change what they stand for."""
    with pytest.raises(BadAddress, match="private address"):
        post(f"https://localhost:{listening}/", b"{}", "s", 0, trust)
    assert Listener.heard == []


def test_a_message_arrives_signed(listening: int, trust: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has the secret can tell that it is ours and when it was sent."""
    monkeypatch.setattr(settings, "WEBHOOK_PRIVATE_HOSTS", {"localhost"})
    post(f"https://localhost:{listening}/hook?a=b", b'{"event":"found"}', secret_of(UID), 1_700_000_000, trust)
    ((path, header, body),) = Listener.heard
    expected = hmac.new(secret_of(UID).encode(), b"1700000000." + body, hashlib.sha256).hexdigest()
    assert (path, header) == ("/hook?a=b", f"t=1700000000,v1={expected}")
    assert signature("another", 1_700_000_000, body) != header


@pytest.mark.parametrize("status", [302, 404, 500])
def test_only_a_plain_yes_counts(listening: int, trust: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    """A redirect is not followed: it could lead inside."""
    monkeypatch.setattr(settings, "WEBHOOK_PRIVATE_HOSTS", {"localhost"})
    Listener.status = status
    with pytest.raises(NotDelivered, match=str(status)):
        post(f"https://localhost:{listening}/", b"{}", "s", 0, trust)
    assert len(Listener.heard) == 1


def test_an_unknown_certificate_is_not_trusted(listening: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is sent to who cannot prove their name."""
    monkeypatch.setattr(settings, "WEBHOOK_PRIVATE_HOSTS", {"localhost"})
    with pytest.raises(NotDelivered, match="could not be reached"):
        post(f"https://localhost:{listening}/", b"{}", "s", 0)
    assert Listener.heard == []


def test_the_checked_address_is_the_one_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that resolves to something else a moment later does not matter: the name is resolved once."""
    asked: list[str] = []

    def resolve(host: str, port: int, **_named: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(0, 0, 0, "", ("93.184.216.34" if len(asked) == 1 else "127.0.0.1", port))]

    used: list[str] = []

    def connect(address: tuple[str, int], _seconds: float) -> socket.socket:
        used.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(NotDelivered):
        post("https://hook.example/", b"{}", "s", 0)
    assert used == ["93.184.216.34"]
