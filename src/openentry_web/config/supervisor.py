"""Running the whole service from one terminal: database, site, worker; all are stopped on Ctrl-C and SIGTERM."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from openentry.messages import Message

#: How long a part may take to end before it is killed.
_PATIENCE = 8.0
_PR_SET_PDEATHSIG = 1


class Stop(Exception):
    """Somebody asked the service to stop."""


@contextmanager
def database(var: Path, *, guest: bool = False) -> Iterator[None]:
    """The embedded database while the block runs; nothing where ``DATABASE_URL`` names one. A ``guest`` leaves one that runs
    already running; otherwise it is stopped, whoever started it."""
    if "DATABASE_URL" in os.environ:
        yield
        return
    from openentry_web.config.database import embedded

    server = embedded(var)
    runs = guest and server.answers()
    server.start()
    server.create("openentry")
    try:
        yield
    finally:
        if not runs:
            server.stop()


@contextmanager
def stoppable() -> Iterator[None]:
    """SIGTERM, SIGHUP and Ctrl-C end the block with :class:`Stop`."""

    def stop(_signal: int, _frame: object) -> None:
        raise Stop

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def free(port: int) -> bool:
    """Whether nobody listens on ``port`` of this machine."""
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        with suppress(OSError), socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.settimeout(1)
            if probe.connect_ex((host, port)) == 0:
                return False
    return True


def site(port: int, processes: int = 2, threads: int = 4) -> list[str]:
    """The command of the site: gunicorn on this machine's own addresses."""
    addresses = ["--bind", f"127.0.0.1:{port}"] + (["--bind", f"[::1]:{port}"] if _has_ipv6() else [])
    return [
        *[sys.executable, "-m", "gunicorn", "openentry_web.config.wsgi", *addresses],
        *["--workers", str(processes), "--threads", str(threads), "--worker-tmp-dir", _quick_folder()],
        *["--preload", "--timeout", "60", "--graceful-timeout", "5", "--log-level", "warning", "--max-requests", "20000"],
    ]


def worker() -> list[str]:
    """The command of a worker."""
    return [sys.executable, "-m", "openentry_web", "procrastinate", "worker", "--concurrency", "2"]


def run(parts: dict[str, list[str]], ready: Callable[[], None], tell: Callable[[Message], None]) -> int:
    """Start the parts, say when the site answers, and wait; the status is 0 when asked to stop, 1 when a part ended by itself.

    Each part is a group of processes of its own, so that Ctrl-C reaches us alone and we end them in order.
    """
    running = {
        name: subprocess.Popen(command, start_new_session=True, env=_environment(), preexec_fn=_end_with_us)
        for name, command in parts.items()
    }
    try:
        ready()
        while True:
            for name, process in running.items():
                status = process.poll()
                if status is not None:
                    tell(Message("web.serve.ended", {"what": Message(f"web.serve.part.{name}"), "status": status}))
                    return 1
            time.sleep(0.3)
    except Stop:
        tell(Message("web.serve.stopping"))
        return 0
    finally:
        _end(list(running.values()))


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
    until = time.monotonic() + _PATIENCE
    for process in processes:
        try:
            process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _end_with_us() -> None:
    """In a part, before it begins: when we are killed, it is asked to end (Linux), and the port is free for the next start."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _environment() -> dict[str, str]:
    return os.environ | {"DJANGO_SETTINGS_MODULE": "openentry_web.config.settings", "PYTHONUNBUFFERED": "1"}


def _has_ipv6() -> bool:
    with suppress(OSError), socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
        probe.bind(("::1", 0))
        return True
    return False


def _quick_folder() -> str:
    """Where gunicorn keeps its signs of life: in memory where it can, so that a slow disk is not taken for death."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else "/tmp"
