"""One query to PostgreSQL, without a client's library and without the code that the demonstration checks.

Just enough of protocol 3: a login with a SCRAM password over loopback, one simple query, rows of text.
"""

import base64
import hashlib
import hmac
import secrets
import socket
import struct

from .say import Failure

TIMEOUT_S = 10


def look(login, database, sql):
    """The rows of `sql`, each a tuple of str or None. `login` is a parsed postgres:// address."""
    with socket.create_connection((login.hostname, login.port), TIMEOUT_S) as wire:
        start = b"".join(f"{word}\0".encode() for word in ("user", login.username, "database", database)) + b"\0"
        wire.sendall(struct.pack("!ii", 8 + len(start), 196608) + start)
        _log_in(wire, login.password)
        _send(wire, b"Q", sql.encode() + b"\0")
        rows = []
        while True:
            kind, body = _receive(wire)
            if kind == b"D":
                rows.append(_row(body))
            elif kind == b"Z":
                return rows


def _log_in(wire, password):
    nonce = secrets.token_urlsafe(18)
    bare = f"n=,r={nonce}"
    while True:
        kind, body = _receive(wire)
        if kind == b"Z":
            return
        if kind != b"R":
            continue
        step, words = struct.unpack("!i", body[:4])[0], body[4:]
        if step == 10:
            first = f"n,,{bare}".encode()
            _send(wire, b"p", b"SCRAM-SHA-256\0" + struct.pack("!i", len(first)) + first)
        elif step == 11:
            said = words.decode()
            parts = dict(part.split("=", 1) for part in said.split(","))
            salted = hashlib.pbkdf2_hmac("sha256", password.encode(), base64.b64decode(parts["s"]), int(parts["i"]))
            key = hmac.digest(salted, b"Client Key", "sha256")
            final = f"c=biws,r={parts['r']}"
            signature = hmac.digest(hashlib.sha256(key).digest(), f"{bare},{said},{final}".encode(), "sha256")
            proof = bytes(a ^ b for a, b in zip(key, signature, strict=True))
            _send(wire, b"p", f"{final},p={base64.b64encode(proof).decode()}".encode())


def _row(body):
    count, at, row = struct.unpack("!h", body[:2])[0], 2, []
    for _ in range(count):
        (length,) = struct.unpack("!i", body[at : at + 4])
        at += 4
        row.append(None if length < 0 else body[at : at + length].decode())
        at += max(length, 0)
    return tuple(row)


def _send(wire, kind, body):
    wire.sendall(kind + struct.pack("!i", len(body) + 4) + body)


def _receive(wire):
    kind, length = struct.unpack("!ci", _exactly(wire, 5))
    body = _exactly(wire, length - 4)
    if kind == b"E":
        words = {field[:1]: field[1:].decode() for field in body.split(b"\0") if field}
        raise Failure(f"the database says: {words.get(b'M', body)}")
    return kind, body


def _exactly(wire, count):
    got = b""
    while len(got) < count:
        more = wire.recv(count - len(got))
        if not more:
            raise Failure("the database hung up")
        got += more
    return got
