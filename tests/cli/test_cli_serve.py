"""`serve`: one line of JSON, then the reference until a signal ends it."""

import json
import signal

import httpx2
import pytest

RIGHT = {"authorization": "Bearer test-token"}


@pytest.mark.parametrize(("ending", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_it_serves_until_a_signal_comes(start, ending, code):
    process = start("serve")
    line = json.loads(process.stdout.readline())
    assert line.keys() == {"http", "token"}
    assert line["token"] == "test-token"
    assert httpx2.get(f"{line['http']}/phone-number", headers=RIGHT).json() == []
    process.send_signal(ending)
    out, err = process.communicate(timeout=10)
    assert (process.returncode, out, err) == (code, "", "")


def test_defects_and_token_are_obeyed(start):
    process = start(
        "serve", "--defect", "robust-array-fails", "--defect", "robust-plain-text-accepted", "--token", "mine"
    )
    url = json.loads(process.stdout.readline())["http"]
    headers = {"authorization": "Bearer mine"}
    assert httpx2.get(f"{url}/phone-number", headers=RIGHT).status_code == 401
    assert httpx2.post(f"{url}/phone-number", headers=headers, json=[]).status_code == 500
    plain = {**headers, "content-type": "text/plain"}
    assert httpx2.post(f"{url}/phone-number", headers=plain, content='{"provider":"vapi"}').status_code == 201


def test_a_port_in_use_is_told_in_a_line(run, serve):
    port = serve().rpartition(":")[2]
    done = run("serve", "--http-port", port)
    assert (done.code, done.out) == (2, "")
    assert done.err == f"Error: cannot listen at 127.0.0.1:{port}: Address already in use\n"
