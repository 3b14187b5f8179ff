"""Files of cancels and returns: what they may say, how they are refused with a place, and what identifies a request."""

from __future__ import annotations

import json

import pytest

from omscli.documents.change_requests import read_change_requests
from omscli.domain.changes import ChangeRequest, Wanted
from omscli.errors import OmsError


def read(tmp_path, content, kind="return", **options):
    path = tmp_path / ("requests.ndjson" if isinstance(content, list) else "requests.json")
    if isinstance(content, list):
        content = "".join(json.dumps(line) + "\n" for line in content)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_change_requests([path], kind, **options)


def refused(tmp_path, content, **options):
    with pytest.raises(OmsError) as caught:
        read(tmp_path, content, **options)
    return caught.value.problems


def line(**fields):
    return {"OrderReferenceNumber": "537195", "Reason": "Unknown", "Items": [{"StockKeepingUnit": "A"}]} | fields


def test_a_real_line_is_a_request_for_units_of_an_order(tmp_path):
    text = '{"OrderReferenceNumber":"537195","Reason":"Unknown","Items":[{"StockKeepingUnit":"35004C","Quantity":1}]}\n'
    (one,) = read(tmp_path, text)
    assert (one.order, one.request) == ("537195", ChangeRequest((Wanted("35004C", 1),), "Unknown"))
    assert (one.place.line, one.index) == (1, 0)


def test_a_request_may_say_everything_that_the_command_line_can(tmp_path):
    asked = {
        "OrderSummaryId": "1Os00000000000gAAA",
        "Reason": "Wrong Item",
        "ReasonForChangeText": "blue",
        "RefundShipping": True,
        "AllItems": True,
        "ChangeReference": "R-1",
    }
    (one,) = read(tmp_path, [asked])
    assert one.request == ChangeRequest((), "Wrong Item", "blue", True)
    assert (one.order, one.reference) == ("1Os00000000000gAAA", "R-1")


def test_an_item_may_be_named_by_its_order_item_summary_id_and_without_a_quantity(tmp_path):
    (one,) = read(tmp_path, [line(Items=[{"OrderItemSummaryId": "10u00000000000gAAA"}])])
    assert one.request.wanted == (Wanted("10u00000000000gAAA", None),)


def test_a_list_and_a_single_object_are_read_too(tmp_path):
    assert len(read(tmp_path, json.dumps([line(), line()], indent=1))) == 2
    assert len(read(tmp_path, json.dumps(line(), indent=1))) == 1


def test_the_reason_and_the_shipping_of_the_command_line_are_for_requests_that_name_none(tmp_path):
    without = {name: value for name, value in line().items() if name != "Reason"}
    first, second = read(tmp_path, [without, line(RefundShipping=False)], reason="Wrong Item", refund_shipping=True)
    assert (first.request.reason, first.request.refund_shipping) == ("Wrong Item", True)
    assert (second.request.reason, second.request.refund_shipping) == ("Unknown", False)


# ---- identity


def test_equal_requests_of_a_file_are_told_apart_and_the_file_read_again_has_the_same_references(tmp_path):
    first = [one.reference for one in read(tmp_path, [line(), line(), line(Reason="Wrong Item")])]
    assert len(set(first)) == 3
    assert first[0].split(":")[0] == first[1].split(":")[0]
    assert [one.reference for one in read(tmp_path, [line(), line(), line(Reason="Wrong Item")])] == first


def test_formatting_and_the_order_of_keys_do_not_matter(tmp_path):
    turned = dict(reversed(line(Items=[{"Quantity": 2, "StockKeepingUnit": "A"}]).items()))
    (first,) = read(tmp_path, json.dumps(turned, indent=2))
    (second,) = read(tmp_path, [line(Items=[{"StockKeepingUnit": "A", "Quantity": 2}])])
    assert first.reference == second.reference


def test_a_cancel_and_a_return_of_the_same_units_are_two_things(tmp_path):
    assert read(tmp_path, [line()], "cancel")[0].reference != read(tmp_path, [line()], "return")[0].reference


# ---- refusals


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        ([5], "wrong-type", (1, None)),
        ([{"Reason": "Unknown", "Items": [{"StockKeepingUnit": "A"}]}], "missing-field", (1, None)),
        ([line(OrderNumber="7")], "bad-value", (1, None)),
        ([line(), line(Colour="red")], "unknown-field", (2, "Colour")),
        ([line(Items=[])], "no-items", (1, None)),
        ([line(AllItems=True)], "no-items", (1, None)),
        ([line(Items="A")], "wrong-type", (1, "Items")),
        ([line(Items=["A"])], "wrong-type", (1, "Items[0]")),
        ([line(Items=[{"StockKeepingUnit": "A", "Quantity": 0}])], "bad-quantity", (1, "Items[0].Quantity")),
        ([line(Items=[{"StockKeepingUnit": "A", "Quantity": -1}])], "bad-quantity", (1, "Items[0].Quantity")),
        ([line(Items=[{"StockKeepingUnit": "A", "Quantity": 1.5}])], "bad-quantity", (1, "Items[0].Quantity")),
        ([line(Items=[{"StockKeepingUnit": "A", "Quantity": 10**10}])], "bad-quantity", (1, "Items[0].Quantity")),
        ([line(Items=[{"StockKeepingUnit": "A", "Quantity": True}])], "wrong-type", (1, "Items[0].Quantity")),
        ([line(Items=[{"StockKeepingUnit": "A", "Quantity": "1"}])], "wrong-type", (1, "Items[0].Quantity")),
        ([line(Items=[{"StockKeepingUnit": "A", "OrderItemSummaryId": "B"}])], "bad-value", (1, "Items[0]")),
        ([line(Items=[{"StockKeepingUnit": 7}])], "wrong-type", (1, "Items[0].StockKeepingUnit")),
        ([line(Reason="")], "bad-value", (1, "Reason")),
        ([line(Reason=None)], "wrong-type", (1, "Reason")),
        ([line(ReasonForChangeText="x" * 256)], "bad-value", (1, "ReasonForChangeText")),
        ([line(ReasonForChangeText="\u202e")], "bad-text", (1, "ReasonForChangeText")),
        ([line(RefundShipping="yes")], "wrong-type", (1, "RefundShipping")),
        (b'{"a": 1,\n', "bad-json", (2, 1)),
        (b"\n\n", "empty-input", (1, 1)),
        (b"\xff\xfe{", "bad-encoding", (1, 1)),
        (b'{"Reason": "a", "Reason": "b"}\n{}\n', "duplicate-key", (1, 17)),
        (b"[" * 5000, "too-deep", (1, 33)),
        (b'{"Reason": NaN}\n', "bad-number", (1, 12)),
    ],
)
def test_what_a_file_may_not_say_is_refused_with_its_place(tmp_path, content, code, place):
    first = refused(tmp_path, content)[0]
    assert first.code == code, first
    assert first.place.file.startswith(str(tmp_path))
    assert (first.place.line, first.place.column if isinstance(content, bytes) else first.place.path) == place


def test_all_problems_of_a_file_are_named_at_once(tmp_path):
    problems = refused(tmp_path, b'{"Reason": 5}\n{broken}\n' + json.dumps(line(Reason=7)).encode())
    assert [(problem.code, problem.place.line) for problem in problems] == [
        ("missing-field", 1),
        ("wrong-type", 1),
        ("no-items", 1),
        ("bad-json", 2),
        ("wrong-type", 3),
    ]


def test_a_file_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(OmsError) as caught:
        read_change_requests([tmp_path / "nothing.ndjson"], "return")
    assert caught.value.code == "no-such-file"
