"""Every step of an order's life on PostgreSQL against COPY of its rows: python benchmarks/postgresql.py [--orders N]

A private server is started (`tests/postgres.py`: the machine's PostgreSQL, or that of the test wheel; nothing is
fsynced), generated orders go through the installed command step by step, and after each step the rows that it wrote are
written once more by psycopg into a copy of the database as it was before the step: new rows by COPY, changed rows by
COPY into a temporary table and one UPDATE from it, 1,000 orders a commit, with the schema and indexes of the store. The
copy from a client is the fastest way into PostgreSQL, so this is the raw limit. «by CPU» is the processor time of the
command and of the server together, which other programs on the machine disturb less than the clock.

Then `oms advance --all --workers N` takes as many orders from placed to paid, in a schema of hash partitions, by one
process and by several. Exit 1 when a step is slower than half of COPY, or several workers do not beat one.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(1, str(Path(__file__).resolve().parent.parent))

import psycopg
from life.machine import facts
from life.shop import write_files
from lifecycle import CHUNK, STEPS, Step, command

from omscli.store.rows import INSERTS
from tests.postgres import private_server

SHARE = 0.5
PARTITIONS = 8

SQL_COLUMNS = """
SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""
SQL_KEYS = """
SELECT a.attname FROM pg_index i, unnest(i.indkey) WITH ORDINALITY k(n, place), pg_attribute a
WHERE i.indrelid = %s::regclass AND i.indisprimary AND a.attrelid = i.indrelid AND a.attnum = k.n ORDER BY k.place
"""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of both databases, and its rows as COPY writes them: primary key → line."""

    name: str
    columns: list[str]
    keys: list[str]

    def lines(self, connection: psycopg.Connection) -> dict[tuple[bytes, ...], bytes]:
        """All rows."""
        places = [self.columns.index(key) for key in self.keys]
        found = {}
        with connection.cursor().copy(f"COPY {self.name} TO STDOUT") as copy:
            for line in copy:
                cells = bytes(line).rstrip(b"\n").split(b"\t")
                found[tuple(cells[place] for place in places)] = bytes(line)
        return found


@dataclass(slots=True)
class Work:
    """What one commit writes of a table."""

    table: Table
    new: list[bytes]
    changed: list[bytes]


class Server:
    """The private server: its databases, and what processor time it has used."""

    def __init__(self, url: str) -> None:
        self.url = url
        with psycopg.connect(url) as connection:
            (folder,) = connection.execute("SHOW data_directory").fetchone() or ("",)
        self.process = int((Path(folder) / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0])

    def database(self, name: str) -> str:
        """The URL of one of its databases."""
        return self.url.rpartition("/")[0] + f"/{name}"

    def run(self, sql: str) -> None:
        """A statement that stands outside of a transaction."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql)

    def cpu(self) -> float:
        """Processor seconds of the server and of all its sessions that have ended."""
        while self.sessions():
            time.sleep(0.01)
        words = Path(f"/proc/{self.process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return sum(map(int, words[11:15])) / os.sysconf("SC_CLK_TCK")

    def sessions(self) -> int:
        """How many processes still work for somebody, or have ended and are not yet counted to the server."""
        children = Path(f"/proc/{self.process}/task/{self.process}/children").read_text(encoding="ascii").split()
        names = [Path(f"/proc/{child}/cmdline") for child in children]
        titles = [name.read_bytes() for name in names if name.exists()]
        return sum(title == b"" or b"postgres: oms " in title for title in titles)


def main() -> int:
    """Measure, print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--orders", type=int, default=4_000)
    parser.add_argument("--until", metavar="STEP", help="the last step to run, e.g. allocate")
    parser.add_argument("--workers", type=int, default=2, help="processes of the second part; 0 leaves it out")
    arguments = parser.parse_args()
    machine = facts(Path(tempfile.gettempdir()))
    with private_server() as url, tempfile.TemporaryDirectory(prefix="oms-postgresql-") as folder:
        server = Server(url)
        with psycopg.connect(url) as connection:
            machine["postgresql"] = connection.info.parameter_status("server_version") or "?"
        print(", ".join(f"{name} {value}" for name, value in machine.items()))
        os.environ.update(OMS_NOW="2026-01-05T10:00:00Z", OMS_ACTOR="bench")
        os.chdir(folder)
        missed = steps(server, arguments.orders, arguments.until)
        if arguments.workers and not arguments.until:
            missed += workers(server, arguments.orders, arguments.workers)
        os.chdir("/")
    print("every target is met" if not missed else "MISSED: " + "; ".join(missed))
    return 1 if missed else 0


def shop(server: Server, orders: int, init: str = "init --empty") -> None:
    """An empty database `life`, with the shop, and the files of its orders in this folder."""
    server.run("DROP DATABASE IF EXISTS life")
    server.run("CREATE DATABASE life")
    os.environ["OMS_STORE"] = server.database("life")
    write_files(orders)
    for words in (init, "setup apply shop.toml", "ingest stock stock.csv"):
        command(words)


def steps(server: Server, orders: int, until: str | None) -> list[str]:
    """Each step beside COPY; answers which were too slow."""
    shop(server, orders)
    heads = ("orders/s", "rows", "seconds", "CPU s", "raw s", "raw CPU", "of raw", "by CPU", "peak MB")
    print(f"\n{f'{orders:,} orders':<14} {' '.join(f'{head:>9}' for head in heads)}", flush=True)
    missed = []
    for step in STEPS:
        share = one(server, step, orders)
        if share < SHARE:
            missed.append(f"{step.name}: {share:.2f} of COPY, not {SHARE}")
        if step.name.startswith(until or "?"):
            break
    return missed


def one(server: Server, step: Step, orders: int) -> float:
    """Run a step, then write its rows without it; answers its share of the raw limit."""
    if step.first is not None:
        step.first()
    server.run("DROP DATABASE IF EXISTS raw")
    server.run("CREATE DATABASE raw TEMPLATE life STRATEGY FILE_COPY")
    before = server.cpu()
    seconds, cpu, peak = command(step.words)
    cpu += server.cpu() - before
    with get_context("fork").Pool(1) as pool:  # the peak of a command counts what its parent had when it was started
        rows, raw_seconds, raw_cpu = pool.apply(raw_limit, (server,))
    print(
        f"{step.name:<14} {orders / seconds:>9,.0f} {rows:>9,} {seconds:>9.2f} {cpu:>9.2f} {raw_seconds:>9.2f}"
        f" {raw_cpu:>9.2f} {raw_seconds / seconds:>9.2f} {raw_cpu / cpu:>9.2f} {peak:>9.0f}",
        flush=True,
    )
    return raw_seconds / seconds


def raw_limit(server: Server) -> tuple[int, float, float]:
    """How many rows the step wrote; the seconds and processor seconds that they take without it."""
    works = list(difference(server))
    rows = sum(len(work.new) + len(work.changed) for commit in works for work in commit)
    return rows, *written(server, works)


def difference(server: Server) -> Iterator[list[Work]]:
    """What the step wrote, by commits of 1,000 orders, tables in an order that foreign keys allow."""
    commits: dict[int, list[Work]] = {}
    with psycopg.connect(server.database("life")) as after, psycopg.connect(server.database("raw")) as before:
        for name in INSERTS:
            columns = [row[0] for row in after.execute(SQL_COLUMNS, (name,))]
            table = Table(name, columns, [row[0] for row in after.execute(SQL_KEYS, (name,))])
            old = table.lines(before)
            place = columns.index("order_key") if "order_key" in columns else None
            found: dict[int, Work] = {}
            for key, line in table.lines(after).items():
                if old.get(key) == line:
                    continue
                commit = 0 if place is None else int(line.split(b"\t")[place]) // CHUNK
                work = found.setdefault(commit, Work(table, [], []))
                (work.changed if key in old else work.new).append(line)
            for commit, work in found.items():
                commits.setdefault(commit, []).append(work)
    yield from (commits[commit] for commit in sorted(commits))


def written(server: Server, commits: list[list[Work]]) -> tuple[float, float]:
    """Seconds, and processor seconds of both ends, to connect, write and commit everything."""
    before, own, since = server.cpu(), time.process_time(), time.perf_counter()
    with psycopg.connect(server.database("raw")) as connection:
        cursor = connection.cursor()
        for works in commits:
            for work in works:
                if work.new:
                    with cursor.copy(f"COPY {work.table.name} FROM STDIN") as copy:
                        copy.write(b"".join(work.new))
            for work in works:
                if work.changed:
                    update(cursor, work)
            connection.commit()
    seconds, own = time.perf_counter() - since, time.process_time() - own
    return seconds, own + server.cpu() - before


def update(cursor: psycopg.Cursor, work: Work) -> None:
    """The changed rows of a table, all at once."""
    table, name = work.table, work.table.name
    cursor.execute(f"CREATE TEMP TABLE IF NOT EXISTS new_{name} (LIKE {name}) ON COMMIT DELETE ROWS")
    with cursor.copy(f"COPY new_{name} FROM STDIN") as copy:
        copy.write(b"".join(work.changed))
    values = ", ".join(f"{column} = n.{column}" for column in table.columns if column not in table.keys)
    same = " AND ".join(f"o.{key} = n.{key}" for key in table.keys)
    cursor.execute(f"UPDATE {name} o SET {values} FROM new_{name} n WHERE {same}")


def workers(server: Server, orders: int, several: int) -> list[str]:
    """`advance --all --workers`: the same orders from placed to paid by one process and by several, each on its share
    of the orders, in a schema of hash partitions; answers what was not as it must be.
    """
    print(f"\n{'placed to paid':<14} {'workers':>9} {'orders/s':>9} {'seconds':>9}", flush=True)
    seconds, missed = [], []
    for processes in (1, several):
        shop(server, orders, f"init --empty --partitions {PARTITIONS}")
        command("place orders.ndjson")
        took, _, _ = command(f"advance --all --until paid --simulate --to out-{processes} --workers {processes}")
        seconds.append(took)
        print(f"{'':<14} {processes:>9} {orders / took:>9,.0f} {took:>9.2f}", flush=True)
        with psycopg.connect(server.database("life")) as connection:
            found = connection.execute("SELECT COUNT(DISTINCT order_key), SUM(balance) FROM invoices").fetchone()
        if found != (orders, 0):
            missed.append(f"{processes} workers: invoiced and unpaid {found}, not ({orders}, 0)")
    print(f"{several} workers are {seconds[0] / seconds[1]:.2f} times as fast as one")
    if seconds[1] >= seconds[0]:
        missed.append(f"{several} workers are not faster than one")
    return missed


if __name__ == "__main__":
    sys.exit(main())
