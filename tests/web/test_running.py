"""The service as one command: it starts, is well, keeps its data when killed, and stops."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress

import pytest

from openentry_web.config.database import embedded
from openentry_web.config.supervisor import free


def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(address):
    with urllib.request.urlopen(address, timeout=10) as answer:
        return answer.status, answer.read().decode()


class Service:
    """The command, running in a folder of its own."""

    def __init__(self, var, size=40):
        self.var, self.size, self.port = var, size, port()
        self.process = None

    def start(self, within=90):
        environment = os.environ | {"OPENENTRY_VAR": str(self.var), "PYTHONUNBUFFERED": "1"}
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        code = "import sys; from openentry.cli import main; sys.exit(main())"
        command = [sys.executable, "-c", code, "demo", "--port", str(self.port), "--size", str(self.size)]
        with (self.var.parent / "said").open("w") as said:
            self.process = subprocess.Popen(command, env=environment, stdout=said, stderr=said, start_new_session=True)
        until = time.monotonic() + within
        while time.monotonic() < until:
            with suppress(urllib.error.URLError, ConnectionError):
                if get(f"http://127.0.0.1:{self.port}/healthz")[0] == 200:
                    return self
            assert self.process.poll() is None, self.output()
            time.sleep(0.1)
        raise AssertionError(self.output())

    def output(self):
        return (self.var.parent / "said").read_text()

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        return self.process.wait(30)


@pytest.fixture
def service(tmp_path):
    running = Service(tmp_path / "var")
    yield running
    if running.process and running.process.poll() is None:
        os.killpg(running.process.pid, signal.SIGKILL)
        running.process.wait()
    embedded(running.var).remove()


def frees_its_port(service, within=30):
    """Whether its parts end before long, though nobody was left to stop them."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        if free(service.port):
            return True
        time.sleep(0.1)
    return False


def says(service, words, within=30):
    """Whether its terminal shows ``words`` before long: it speaks once it has seen that the site answers."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        if words in service.output():
            return True
        time.sleep(0.1)
    return False


def people_in_the_pool(service):
    import psycopg

    with psycopg.connect(host=str(embedded(service.var).socket), user="postgres", dbname="openentry") as connection:
        return connection.execute("SELECT count(*) FROM pool_entry WHERE state = 'IN_POOL'").fetchone()[0]


def is_ready(service, within=90):
    """Whether everything is well before long: a worker needs a moment for its first sign of life."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        try:
            return all(said == "ok" for said in json.loads(get(f"http://127.0.0.1:{service.port}/readyz")[1]).values())
        except urllib.error.HTTPError:
            time.sleep(0.3)
    return False


@pytest.mark.timeout(240)
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_starts_is_well_and_stops_all_of_itself(service, how):
    service.start()
    assert is_ready(service)
    assert get(f"http://127.0.0.1:{service.port}/")[0] == 200
    assert says(service, "amara@demonstration.example"), service.output()
    assert service.stop(how) == 0
    assert not embedded(service.var).answers()
    with pytest.raises((urllib.error.URLError, ConnectionError)):
        get(f"http://127.0.0.1:{service.port}/healthz")


@pytest.mark.timeout(240)
def test_nothing_is_lost_when_everything_is_killed(service):
    service.start()
    before = people_in_the_pool(service)
    pid = int((embedded(service.var).data / "postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGKILL)
    os.killpg(service.process.pid, signal.SIGKILL)
    service.process.wait()
    if sys.platform != "linux":  # elsewhere a part is not told
        subprocess.run(["pkill", "-f", f"127.0.0.1:{service.port}"], check=False)
    assert frees_its_port(service), "the site outlived the one who started it"
    service.start()
    assert people_in_the_pool(service) == before >= 40


def test_a_port_in_use_is_said(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        code = "import sys; from openentry.cli import main; sys.exit(main())"
        done = subprocess.run(
            [sys.executable, "-c", code, "demo", "--port", str(number)],
            env=os.environ | {"OPENENTRY_VAR": str(tmp_path / "var")},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 1
    assert str(number) in done.stderr
    assert "Traceback" not in done.stderr
