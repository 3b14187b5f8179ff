"""A unit of work on PostgreSQL: stored exactly once, whatever becomes of the connection and whoever else writes."""

from __future__ import annotations

import re
import socket
import threading
from contextlib import contextmanager, suppress

import psycopg
import pytest

from omscli.config import ServerUrl
from omscli.errors import OmsError
from omscli.services.scene import Scene
from omscli.services.starting import empty_shop, make_store
from omscli.services.unit import Batch, Result, submit, submit_together
from omscli.store import rows
from omscli.store.db import Undone, open_store
from omscli.store.keys import WIDTH, key_after
from omscli.store.postgres_rows import LANES

SCENE = Scene(1_767_600_000_000, "tester", "test")


@pytest.fixture
def url(postgres_database):
    make_store(ServerUrl(postgres_database), empty_shop(), SCENE)
    return postgres_database


@pytest.fixture
def database(url):
    with open_store(ServerUrl(url), lock_timeout=10) as store:
        yield store


def asked(url, sql):
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(sql).fetchall()


def accounts(url):
    return [row[0] for row in asked(url, "SELECT id FROM accounts ORDER BY id")]


def account(reader, name="a", key=None):
    batch = Batch()
    id_ = batch.take_key(reader, "accounts")
    batch.insert("accounts", rows.accounts(id=id_, match_key=key or f"{name}:{id_}", name=name))
    batch.results.append(Result("created", {}, key=id_))
    return batch


def end_sessions(url):
    """End every session that writes, as a server that is shut down does."""
    asked(url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_xid IS NOT NULL")


def test_a_connection_that_is_lost_before_the_commit_costs_nothing(database, url):
    tries = []

    def plan(reader):
        tries.append(1)
        batch = account(reader)
        if len(tries) == 1:
            end_sessions(url)
        return batch

    batch = submit(database, plan)
    assert (len(tries), accounts(url)) == (2, [batch.results[0].key])


def test_a_connection_that_was_idle_and_is_lost_is_replaced(database, url):
    submit(database, account)
    asked(url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'oms %'")
    submit(database, account)
    assert accounts(url) == [1, 2]


class Proxy:
    """Stands between client and server and, once, loses the answer to COMMIT, or COMMIT itself."""

    def __init__(self, port, forward):
        self._port, self._forward = port, forward
        self.lost = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._ends = [self._listener]
        self._threads = []
        self._start(self._accept)

    def _start(self, work, *arguments):
        self._threads.append(threading.Thread(target=work, args=arguments))
        self._threads[-1].start()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self._port))
            self._ends += (client, server)
            muted = threading.Event()
            self._start(self._pump, client, server, muted, True)
            self._start(self._pump, server, client, muted, False)

    def _pump(self, source, target, muted, upstream):
        while True:
            try:
                data = source.recv(65536)
                if not data:
                    break
                if upstream and b"COMMIT\0" in data and not self.lost:
                    self.lost += 1
                    if not self._forward:
                        break
                    muted.set()
                if muted.is_set() and not upstream:
                    break  # the server has answered, so it is committed; nobody hears it
                target.sendall(data)
            except OSError:
                break
        _hang_up(source, target)

    def close(self):
        _hang_up(*self._ends)
        for thread in self._threads:
            thread.join(10)
        for end in self._ends:
            end.close()


def _hang_up(*ends):
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


@contextmanager
def through_proxy(url, forward):
    port = int(re.search(r":(\d+)/", url)[1])
    proxy = Proxy(port, forward)
    try:
        with open_store(ServerUrl(url.replace(f":{port}/", f":{proxy.port}/")), lock_timeout=10) as store:
            yield store, proxy
    finally:
        proxy.close()


@pytest.mark.parametrize(("forward", "planned"), [(True, 1), (False, 2)], ids=["answer lost", "commit lost"])
def test_a_commit_without_an_answer_is_looked_up_and_done_exactly_once(url, forward, planned):
    tries = []

    def plan(reader):
        tries.append(1)
        return account(reader)

    with through_proxy(url, forward) as (store, proxy):
        batch = submit(store, plan)
    assert (proxy.lost, len(tries), accounts(url)) == (1, planned, [batch.results[0].key])


def test_a_commit_whose_outcome_nobody_can_tell_says_so(url):
    with through_proxy(url, forward=True) as (store, proxy):
        store._timeout = 0.1
        store._ask = lambda _: None  # the server is gone for good
        with pytest.raises(OmsError) as caught:
            submit(store, account)
    assert (proxy.lost, caught.value.code) == (1, "outcome-unknown")


def test_a_key_that_somebody_stored_first_is_planned_anew(database, url):
    seen = []

    def plan(reader):
        seen.append(reader.value("SELECT count(*) FROM accounts WHERE match_key = 'x'"))
        if seen[-1]:
            return Batch()
        with psycopg.connect(url, autocommit=True) as other:
            other.execute("INSERT INTO accounts (id, match_key, name) VALUES (900, 'x', 'x')")
        return account(reader, key="x")

    submit(database, plan)
    assert (seen, accounts(url)) == ([0, 1], [900])


def test_several_chunks_of_one_unit_are_planned_anew_while_they_are_kept(database, url):
    lost = []

    def plan(reader):
        batch = account(reader)
        if len(lost) < 1:
            lost.append(1)
            end_sessions(url)
        return batch

    results = list(submit_together(database, iter([account, plan, account])))
    assert ([result.key for result in results], accounts(url)) == ([1, 2, 3], [1, 2, 3])


def test_a_unit_too_long_to_be_kept_is_refused_whole(database, url):
    def plan(reader):
        end_sessions(url)
        return account(reader)

    with pytest.raises(Undone) as caught:
        list(submit_together(database, iter([account] * 5 + [plan])))
    assert (caught.value.code, accounts(url)) == ("database-unreachable", [])


def test_writers_at_once_have_lanes_of_keys_and_one_alone_has_the_first(database, url):
    with open_store(ServerUrl(url)) as second, database.write() as first_writer, second.write() as second_writer:
        for writer in (first_writer, second_writer):
            account(writer).apply(writer)
    submit(database, account)
    assert accounts(url) == [1, 2, WIDTH + 1]


def test_a_full_lane_goes_on_behind_the_others():
    assert key_after(WIDTH - 1) == LANES * WIDTH + 1
    assert key_after(2 * WIDTH - 1) == (LANES + 1) * WIDTH + 1
    assert key_after(1) == 2


def test_who_waits_too_long_is_told_whom_for(url):
    with psycopg.connect(url, application_name="oms allocate 7") as holder:
        holder.execute("INSERT INTO accounts (id, match_key, name) VALUES (1, 'x', 'x')")
        with open_store(ServerUrl(url), lock_timeout=0.2) as store, pytest.raises(OmsError) as caught:
            submit(store, lambda reader: account(reader, key="x"))
        holder.rollback()
    assert caught.value.code == "locked"
    assert "oms allocate 7 (server process " in str(caught.value)


def test_a_server_that_is_not_there_is_unreachable_and_nobody_reads_the_password(capsys):
    nowhere = ServerUrl("postgresql://ada:secret@127.0.0.1:1/shop?password=hidden")
    with open_store(nowhere) as store, pytest.raises(OmsError) as caught, store.read():
        pass
    assert caught.value.code == "database-unreachable"
    said = f"{caught.value} {caught.value.problems} {nowhere} {nowhere!r}"
    assert "secret" not in said
    assert "hidden" not in said


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("UPDATE oms_store SET schema_version = 999", "schema-newer"),
        ("UPDATE oms_store SET schema_version = 1", "schema-older"),
        ("UPDATE oms_store SET application_id = 1", "not-a-store"),
        ("DROP TABLE oms_store", "no-store"),
    ],
)
def test_what_is_no_store_of_this_version_is_refused(url, change, code):
    with psycopg.connect(url, autocommit=True) as vandal:
        vandal.execute(change)
    with open_store(ServerUrl(url)) as store, pytest.raises(OmsError) as caught, store.read():
        pass
    assert caught.value.code == code


def test_a_store_is_made_where_nothing_is_and_never_twice(url, postgres_database):
    with pytest.raises(OmsError) as again:
        make_store(ServerUrl(url), empty_shop(), SCENE)
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("DROP TABLE oms_store")
    with pytest.raises(OmsError) as foreign:
        make_store(ServerUrl(url), empty_shop(), SCENE)
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("CREATE SCHEMA own")
    make_store(ServerUrl(f"{url}?options=-csearch_path%3Down"), empty_shop(), SCENE)
    assert (again.value.code, foreign.value.code) == ("store-exists", "not-a-store")
