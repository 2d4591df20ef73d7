"""A client that writes and reads bytes, so that nothing is mended on its way."""

import json
import socket
import time

LIST = "GET /phone-number HTTP/1.1\r\nhost: x\r\nauthorization: Bearer test-token\r\n\r\n"
PAYLOAD = {"provider": "vapi", "sipUri": "sip:a@sip.vapi.ai", "name": "desk"}


def head_and_body(raw):
    head, _, body = raw.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    return int(status.split()[1]), headers, body


def create(payload=PAYLOAD, *, extra=""):
    body = json.dumps(payload)
    return (
        "POST /phone-number HTTP/1.1\r\nhost: x\r\nauthorization: Bearer test-token\r\n"
        f"content-type: application/json\r\ncontent-length: {len(body)}\r\n{extra}\r\n{body}"
    )


def listed(server):
    return json.loads(head_and_body(talk(server, LIST.replace("host: x", "host: x\r\nconnection: close")))[2])


def connected(server):
    return socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2])), timeout=5)


def talk(server, text):
    """Send bytes, and return everything up to the end of the connection."""
    with connected(server) as connection:
        connection.sendall(text.encode("latin-1"))
        return rest_of(connection)


def rest_of(connection):
    parts = []
    while part := connection.recv(65536):
        parts.append(part)
    return b"".join(parts)


def one_answer(connection):
    """Read one answer of a connection that stays open."""
    raw = b""
    while b"\r\n\r\n" not in raw:
        part = connection.recv(65536)
        assert part, "closed"
        raw += part
    status, headers, body = head_and_body(raw)
    while len(body) < int(headers.get("content-length", 0)):
        body += connection.recv(65536)
    return status, headers, body


def wait_for(condition):
    until = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < until
