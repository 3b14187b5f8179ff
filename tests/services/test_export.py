from __future__ import annotations

import csv
import io
import json
import os

import pytest

from omscli.domain.policy import Policy
from omscli.errors import OmsError
from omscli.services import export as exporting
from omscli.services.allocate import AllocateOptions, plan_allocate
from omscli.services.export import export, export_again, plan_export
from omscli.services.unit import preview, submit
from omscli.store.exports import ready_to_export
from tests.builders import SCENE, Shop, Spec, charge

BOTH = ("json", "csv")


@pytest.fixture
def shop(tmp_path):
    shop = Shop(tmp_path / "oms.db")
    shop.stock("EAST", "A", 10)
    keys = [shop.order([Spec("A", 2), charge()]) for _ in range(2)]
    shop.run(plan_allocate, keys, SCENE, Policy(), AllocateOptions())
    return shop


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "out"


def ready(shop):
    with shop.database.read() as reader:
        return ready_to_export(reader)


def export_all(shop, folder, runner=submit, formats=BOTH):
    return list(export(shop.database, runner, ready(shop), SCENE, folder, formats))


def test_a_hand_over_assigns_and_writes_what_a_warehouse_needs(shop, folder):
    results = export_all(shop, folder)
    assert [(r.status, r.fields["ExportNumber"], r.fields["Status"]) for r in results] == [
        ("updated", "EX-0000001", "Assigned"),
        ("updated", "EX-0000001", "Assigned"),
    ]
    document = json.loads((folder / "EX-0000001.json").read_text())
    first = document["FulfillmentOrders"][0]
    assert first["FulfilledTo"]["City"] == "Albany"
    assert first["GiftMessage"] == "Happy birthday"
    assert first["Lines"] == [{"StockKeepingUnit": "A", "Description": "A", "Quantity": 2}]
    rows = list(csv.DictReader(io.StringIO((folder / "EX-0000001.csv").read_text())))
    assert [(row["fulfillment_order_number"], row["sku"], row["quantity"]) for row in rows] == [
        ("FO-0000001", "A", "2"),
        ("FO-0000002", "A", "2"),
    ]
    assert ready(shop) == []


def test_files_are_for_their_owner_alone_and_leave_nothing_beside_them(shop, folder):
    export_all(shop, folder)
    assert sorted(path.name for path in folder.iterdir()) == ["EX-0000001.csv", "EX-0000001.json"]
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_hand_over_can_be_written_again_byte_for_byte(shop, folder, tmp_path):
    export_all(shop, folder)
    results = list(export_again(shop.database, "ex-0000001", tmp_path / "again"))
    assert [result.fields["ExportNumber"] for result in results] == ["EX-0000001", "EX-0000001"]
    for name in ("EX-0000001.json", "EX-0000001.csv"):
        assert (tmp_path / "again" / name).read_bytes() == (folder / name).read_bytes()
    with pytest.raises(OmsError, match="no export is called"):
        list(export_again(shop.database, "EX-0000007", folder))


def test_a_run_that_was_killed_before_it_wrote_is_made_whole_by_the_next(shop, folder):
    keys = ready(shop)
    shop.run(plan_export, keys, SCENE, BOTH)  # the commit; the process dies before the files
    assert not folder.exists()
    assert export_all(shop, folder) == []
    assert sorted(path.name for path in folder.iterdir()) == ["EX-0000001.csv", "EX-0000001.json"]
    assert shop.rows("SELECT COUNT(*) FROM exports WHERE written_date IS NULL") == [(0,)]


def test_what_was_handed_over_is_not_handed_over_again(shop, folder):
    keys = ready(shop)
    export_all(shop, folder)
    again = list(export(shop.database, submit, keys, SCENE, folder, BOTH))
    assert [(result.status, result.fields["ExportNumber"]) for result in again] == [("exists", "EX-0000001")] * 2
    assert shop.rows("SELECT COUNT(*) FROM exports") == [(2,)]


def test_every_hand_over_has_a_number_of_its_own(shop, folder):
    first, second = ready(shop)
    for key in (first, second):
        list(export(shop.database, submit, [key], SCENE, folder, ("json",)))
    assert sorted(path.name for path in folder.iterdir()) == ["EX-0000001.json", "EX-0000002.json"]


def test_another_file_of_that_name_is_never_overwritten(shop, folder, tmp_path):
    folder.mkdir()
    (folder / "EX-0000001.json").write_text("somebody else's")
    with pytest.raises(OmsError) as error:
        export_all(shop, folder)
    assert (error.value.code, error.value.done[:24]) == ("conflict", "the hand-over is stamped")
    assert (folder / "EX-0000001.json").read_text() == "somebody else's"
    export_all(shop, tmp_path / "elsewhere")
    assert (tmp_path / "elsewhere" / "EX-0000001.json").exists()


def test_a_link_under_the_name_is_not_followed(shop, folder, tmp_path):
    folder.mkdir()
    os.symlink(tmp_path / "victim", folder / "EX-0000001.json")
    with pytest.raises(OmsError):
        export_all(shop, folder)
    assert not (tmp_path / "victim").exists()


def test_a_preview_makes_no_folder_and_stamps_nothing(shop, folder):
    assert [result.status for result in export_all(shop, folder, runner=preview)] == ["preview", "preview"]
    assert not folder.exists()
    assert len(ready(shop)) == 2


def test_orders_on_hold_and_closed_fulfillment_orders_are_not_handed_over(shop, folder):
    first, second = ready(shop)
    with shop.database.write() as writer:
        writer.run("UPDATE order_summaries SET is_suspended = 1 WHERE order_key = ?", [(1,)])
        writer.run(
            "UPDATE fulfillment_orders SET status = 'Fulfilled', status_category = 'CLOSED' WHERE id = ?", [(second,)]
        )
    results = list(export(shop.database, submit, [first, second], SCENE, folder, BOTH))
    assert [result.problems[0].code for result in results] == ["on-hold", "wrong-state"]
    assert ready(shop) == []
    assert list(folder.iterdir()) == []


def test_the_formats_are_a_table():
    assert tuple(exporting.FORMATS) == BOTH


def test_the_mark_of_a_written_file_is_planned_anew_when_the_server_undid_it(monkeypatch):
    planned = []
    monkeypatch.setattr("omscli.services.export.submit", lambda _, plan: planned.extend((plan(None), plan(None))))
    exporting._note_written(None, SCENE, 7)
    first, second = planned
    assert first is not second
    assert first.statements == second.statements
