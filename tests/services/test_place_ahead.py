"""Orders that a second process read are placed as those that the first reads: created, made up, refused, repeated."""

from __future__ import annotations

import json
import os
from functools import partial
from typing import Any

import pytest

from omscli.documents.orders import reader
from omscli.documents.orders.reading import read_orders
from omscli.services.place import PlaceOptions, place_orders
from omscli.services.placing.draft import draft_of
from omscli.services.scene import Scene
from omscli.services.unit import Result, submit
from omscli.store.db import open_store
from tests.documents.bad_input import GOOD
from tests.state_hash import state_hash
from tests.world import make_world

SCENE = Scene(1_767_607_200_000, "tester", "place")


def order(number: int, **more: Any) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(GOOD)
    return {**document, "OrderReferenceNumber": f"AHEAD-{number}", **more}


def lines() -> list[dict[str, Any]]:
    """Good orders, and of every kind that needs more of an order than its draft one."""
    changed = order(1, Status="Draft")
    made_up = order(60)
    made_up["OrderDeliveryGroups"][0]["OrderItems"][0] |= {"StockKeepingUnit": "NEW-SKU", "Description": "A new one"}
    unpaid = order(61)
    unpaid["Payments"][0] = {"Amount": 1, "PaymentGateway": "nobody", "PaymentMethod": "IOU"}
    drafts = [order(62, Status="Draft"), order(62)]
    return [*map(order, range(40)), changed, made_up, unpaid, order(63, SalesChannel="Nowhere"), *drafts, order(0)]


def placed(path: Any, store: Any, prepare: Any, create_missing: bool) -> list[Result]:
    database = open_store(store)
    reads = read_orders([path], create_missing=create_missing, prepare=prepare)
    results = list(place_orders(database, submit, reads, SCENE, PlaceOptions(create_missing, stop=False)))
    database.close()
    return results


@pytest.mark.parametrize("create_missing", [False, True])
def test_a_second_process_changes_nothing_but_the_time(create_missing: bool, tmp_path: Any, monkeypatch: Any) -> None:
    children: list[int] = []
    fork = os.fork
    monkeypatch.setattr(reader, "LARGE", 1)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    monkeypatch.setattr(os, "fork", lambda: children.append(fork()) or children[-1])
    path = tmp_path / "orders.ndjson"
    path.write_text("\n".join(map(json.dumps, lines())))
    found = []
    for name, prepare in (("one", None), ("two", partial(draft_of, scene=SCENE))):
        world = make_world(tmp_path / name, server=None)
        world.ok("init", "--sample")
        store = world.dir / "oms.db"
        both = [placed(path, store, prepare, create_missing) for _ in range(2)]
        found.append((both, state_hash(store)))
    assert found[0] == found[1]
    assert len(children) == 2
    first, again = ([result.status for result in results] for results in found[0][0])
    refused = ["rejected", "created" if create_missing else "rejected", "rejected"]
    refused += ["created" if create_missing else "rejected"]
    assert first == ["created"] * 40 + refused + ["created", "updated", "exists"]
    assert [status for status in again if status == "created"] == []
