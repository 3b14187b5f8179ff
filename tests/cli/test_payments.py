"""`oms payments` from outside, against the gateway simulator: authorize, reverse, notify, resolve, and what waits."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from omscli.gateways.signatures import signature

SIMULATOR = """
[[gateway_providers]]
name = "sim"
label = "Gateway simulator"
adapter = "simulator"

[[gateways]]
name = "sim"
provider = "sim"
options = { ledger = "gateway.db", outbox = "outbox.ndjson"%s }
"""
NOW, LATER = "2026-01-05T10:00:00Z", "2026-01-05T10:10:00Z"
TOMORROW = {"OMS_NOW": "2026-01-06T11:00:00Z"}


def lying(*entries):
    return {"OMS_SIMULATOR_SCRIPT": json.dumps(entries)}


def order(reference, amount, authorized=None, currency="USD", **payment):
    return {
        "OrderReferenceNumber": reference,
        "SalesChannel": "Web",
        "CurrencyIsoCode": currency,
        "Account": {"FirstName": "Ada", "LastName": "King", "PersonEmail": "ada@example.com"},
        "OrderDeliveryGroups": [
            {
                "DeliverToName": "Ada [red]King",
                "DeliverToCountry": "US",
                "OrderDeliveryMethod": "standard",
                "OrderItems": [{"StockKeepingUnit": "MUG-BLUE", "Quantity": 2, "UnitPrice": amount}],
            }
        ],
        "Payments": [
            {
                "Type": "Authorization",
                "Amount": authorized or amount * 2,
                "PaymentGateway": "sim",
                "CardType": "Visa",
                "CardLastFour": "4242",
                "GatewayRefNumber": "ELSEWHERE",
                **payment,
            }
        ],
    }


@pytest.fixture
def shop(oms):
    """A shop whose gateway is the simulator."""
    oms.ok("init", "--sample")
    oms.write("sim.toml", SIMULATOR % "")
    oms.ok("setup", "apply", "sim.toml")
    return oms


def placed(oms, *orders, until="approve"):
    oms.write("orders.json", list(orders))
    oms.ok("place", "orders.json")
    for step in ("summarize", "approve", "allocate"):
        oms.ok(step, "--all")
        if step == until:
            return oms
    return oms


def result(answer):
    (found,) = answer.json["results"]
    return found


def summary(oms, reference):
    (found,) = result(oms.ok("show", reference, "--json"))["OrderSummary"]["OrderPaymentSummaries"]
    return found


def error(answer):
    return json.loads(answer.err.splitlines()[-1])


@pytest.fixture
def unpaid(shop):
    """An order whose capture was asked for, done, and not answered."""
    placed(shop, order("WEB-1", 10), until="allocate")
    shop.ok("invoice", "FO-0000001")
    assert shop("ensure-funds", "--all", env=lying({"then": "timeout-after"})).code == 8
    return shop


def test_what_an_expired_authorization_lacks_is_authorized_again_and_captured(shop, golden):
    placed(shop, order("WEB-1", 10, ExpirationDate="2026-01-05T09:00:00Z"), until="allocate")
    shop.ok("invoice", "FO-0000001")
    short = shop("ensure-funds", "--all")
    assert (short.code, "20.00 more was authorized, but that expired" in short.err) == (7, True)
    preview = shop.ok("payments", "authorize", "WEB-1", "--preview", "--json")
    golden("payments/authorize.txt", shop("payments", "authorize", "WEB-1"))
    golden("payments/authorize-again.json", shop("payments", "authorize", "WEB-1", "--json"))
    assert result(preview)["AuthorizedAmount"] == Decimal("20.00")
    shop.ok("ensure-funds", "--all")
    assert summary(shop, "WEB-1")["AuthorizationAmount"] == Decimal("40.00")
    new = summary(shop, "WEB-1")["PaymentAuthorizations"][1]
    assert (new["ExpirationDate"], new["Status"], new["Balance"]) == (
        "2026-01-12T10:00:00.000Z",
        "Processed",
        Decimal("0.00"),
    )
    assert shop("payments", "reverse", "WEB-1", "--json").json["results"][0]["status"] == "skipped"


@pytest.mark.parametrize(
    ("currency", "price", "asked", "told"),
    [("JPY", 1001, "7", Decimal("7")), ("KWD", 1.234, "0.005", Decimal("0.005")), ("USD", 5, "0.5", Decimal("0.50"))],
)
def test_an_amount_that_is_named_is_authorized_whatever_is_missing(shop, currency, price, asked, told):
    placed(shop, order("WEB-1", price, currency=currency))
    assert result(shop.ok("payments", "authorize", "WEB-1", "--json"))["status"] == "exists"
    done = result(shop.ok("payments", "authorize", "WEB-1", "--amount", asked, "--json"))
    assert (done["status"], done["AuthorizedAmount"], done["Method"]) == ("updated", told, "Visa - 4242")
    gone = result(shop.ok("payments", "reverse", "--all", "--json"))
    assert (gone["SpareAmount"], gone["ReversedAmount"]) == (told, told)
    assert shop.ok("payments", "reverse", "--all").out == ""


@pytest.mark.parametrize(
    ("words", "code", "refusal"),
    [
        (("authorize",), 2, "usage"),
        (("authorize", "WEB-1", "--amount", "0"), 4, "bad-amount"),
        (("authorize", "WEB-1", "--amount", "1.005"), 4, "bad-amount"),
        (("authorize", "WEB-1", "--amount", "[red]"), 4, "bad-amount"),
        (("authorize", "WEB-1", "WEB-2", "--amount", "1"), 2, "usage"),
        (("authorize", "NOTHING"), 5, "not-found"),
        (("authorize", "WEB-3"), 6, "wrong-state"),
        (("authorize", "WEB-4"), 6, "wrong-state"),
        (("reverse",), 2, "usage"),
        (("reverse", "WEB-1", "--all"), 2, "usage"),
        (("show", "WEB-1"), 5, "not-found"),
        (("resolve", "oGI000000004OmyGAE", "--as", "maybe"), 2, "usage"),
        (("resolve", "oGI000000004OmyGAE", "--as", "succeeded"), 2, "usage"),
        (("resolve", "oGI000000004OmyGAE", "--as", "failed", "--reference", "R"), 2, "usage"),
        (("resolve", "oGI000000004OmyGAE", "--as", "failed"), 5, "not-found"),
        (("notify", "nothing.json"), 4, "no-such-file"),
    ],
)
def test_what_makes_no_sense_is_refused(refusing, words, code, refusal):
    answer = refusing("payments", *words, "--json")
    assert (answer.code, error(answer)["code"]) == (code, refusal), answer.err


@pytest.fixture(scope="module")
def refusing(tmp_path_factory):
    from tests.world import make_world

    oms = make_world(tmp_path_factory.mktemp("refusing"))
    oms.ok("init", "--sample")
    oms.write("sim.toml", SIMULATOR % "")
    oms.ok("setup", "apply", "sim.toml")
    unpaid_order = order("WEB-3", 10)
    del unpaid_order["Payments"]
    placed(oms, order("WEB-1", 10), order("WEB-2", 10), unpaid_order)
    oms.write("orders.json", [order("WEB-4", 10)])
    oms.ok("place", "orders.json")
    return oms


def test_a_cancel_lets_go_what_its_order_does_not_need(shop, golden):
    placed(shop, order("WEB-1", 10))
    golden("payments/cancel.txt", shop("cancel", "WEB-1", "MUG-BLUE=1", "--reason", "Unknown"))
    found = summary(shop, "WEB-1")
    assert found["AuthorizationReversalAmount"] == Decimal("10.00")
    (adjustment,) = found["PaymentAuthorizations"][0]["PaymentAuthAdjustments"]
    assert (adjustment["Type"], adjustment["Amount"], adjustment["Status"]) == (
        "Reversal",
        Decimal("10.00"),
        "Processed",
    )
    shop.ok("cancel", "WEB-1", "--all-items", "--reason", "Unknown")
    assert summary(shop, "WEB-1")["AvailableToCaptureAmount"] == Decimal("0.00")


def test_where_the_setup_leaves_it_to_people_a_cancel_lets_nothing_go(shop):
    shop.write("flow.toml", '[flow]\non_spare_authorization = "manual"\n')
    shop.ok("setup", "apply", "flow.toml")
    placed(shop, order("WEB-1", 10))
    shop.ok("cancel", "WEB-1", "MUG-BLUE=1", "--reason", "Unknown")
    assert summary(shop, "WEB-1")["AuthorizationReversalAmount"] == Decimal("0.00")
    assert result(shop.ok("payments", "reverse", "WEB-1", "--json"))["ReversedAmount"] == Decimal("10.00")


def test_a_reversal_that_is_declined_holds_nothing(shop):
    placed(shop, order("WEB-1", 10))
    declined = shop("cancel", "WEB-1", "MUG-BLUE=1", "--reason", "Unknown", env=lying({"then": "decline"}))
    assert (declined.code, "the money is promised still" in declined.err) == (3, True)
    assert result(shop.ok("show", "WEB-1", "--json"))["OrderSummary"]["Status"] == "Approved"
    assert shop.ok("payments", "reverse", "--all").code == 0


def test_an_authorization_that_is_declined_holds_the_order_until_one_is_given(shop):
    placed(shop, order("WEB-1", 10, authorized=5))
    assert shop("payments", "authorize", "WEB-1", env=lying({"then": "decline"})).code == 7
    assert result(shop.ok("show", "WEB-1", "--json"))["OrderSummary"]["Status"] == "On Hold"
    shop.ok("payments", "authorize", "WEB-1")
    assert result(shop.ok("show", "WEB-1", "--json"))["OrderSummary"]["Status"] == "Approved"


def test_what_is_approved_in_part_is_settled_in_part_and_said(shop, golden):
    placed(shop, order("WEB-1", 10), until="allocate")
    shop.ok("invoice", "FO-0000001")
    partial = lying({"then": "partial", "amount": 7})
    golden("payments/partly.txt", shop("ensure-funds", "--all", env=partial))
    assert summary(shop, "WEB-1")["CapturedAmount"] == Decimal("7.00")
    rest = result(shop.ok("ensure-funds", "--all", "--json"))
    assert (rest["CapturedAmount"], rest["Balance"]) == (Decimal("13.00"), Decimal("0.00"))
    assert len(summary(shop, "WEB-1")["Payments"]) == 2


# ---- what is not known


def test_nothing_of_an_order_ships_before_its_payment_is_known(shop):
    placed(shop, order("WEB-1", 10), order("WEB-2", 10), until="allocate")
    assert shop("payments", "authorize", "WEB-1", "--amount", "1", env=lying({"then": "error-after"})).code == 8
    for words in (("export", "FO-0000001", "--to", "out"), ("ship", "FO-0000001")):
        refused = shop(*words, "--json")
        assert (refused.code, error(refused)["code"]) == (8, "outcome-unknown"), refused
    assert "nothing ships before" in shop.ok("next", "WEB-1").out
    others = shop.ok("export", "--all", "--to", "out", "--json").json["results"]
    assert [one["FulfillmentOrderNumber"] for one in others] == ["FO-0000002"]
    assert [one["FulfillmentOrderNumber"] for one in shop.ok("ship", "--all", "--json").json["results"][:1]] == [
        "FO-0000002"
    ]
    waits = [one for one in shop("advance", "--all", "--json").json["results"] if "WaitsFor" in one]
    assert ("00000001", "the gateway: what became of 1 call") in [
        (one["OrderNumber"], one["WaitsFor"]) for one in waits
    ]
    shop.ok("deallocate", "FO-0000001")
    assert shop("allocate", "WEB-1", "--json").code == 8
    assert shop.ok("allocate", "--all").out == ""
    shop.ok("payments", "reconcile")
    shop.ok("allocate", "WEB-1")
    shop.ok("ship", "--all")


def test_a_key_that_the_gateway_forgot_is_settled_by_hand_and_never_asked_under_another(unpaid, golden):
    assert unpaid("payments", "reconcile", env=TOMORROW).code == 8
    golden("payments/list-manual.txt", unpaid("payments", "list", env=TOMORROW))
    (call,) = unpaid.ok("payments", "list", "--json", env=TOMORROW).json["results"]
    assert (call["State"], call["Manual"], call["Attempts"]) == ("unknown", True, 2)
    golden("payments/show-manual.txt", unpaid("payments", "show", call["GatewayIntentId"], env=TOMORROW))
    month = {"OMS_NOW": "2026-02-05T10:00:00Z"}
    assert unpaid("payments", "reconcile", env=month).code == 8
    assert unpaid("ensure-funds", "--all", env=month).code == 8
    resolve = ("payments", "resolve", call["GatewayIntentId"], "--as", "succeeded", "--reference", "DASHBOARD-1")
    preview = result(unpaid.ok(*resolve, "--preview", "--json", env=month))
    assert preview["State"] == "succeeded"
    unpaid.ok(*resolve, "--reason-text", "seen by [red]Ada", env=month)
    again = result(unpaid.ok(*resolve, "--json", env=month))
    assert again["status"] == "exists"
    otherwise = unpaid("payments", "resolve", call["GatewayIntentId"], "--as", "failed", "--json", env=month)
    assert (otherwise.code, error(otherwise)["code"]) == (6, "wrong-state")
    golden("payments/show-resolved.json", unpaid("payments", "show", call["GatewayIntentId"], "--json", env=month))
    assert result(unpaid.ok("ensure-funds", "INV-0000001", "--json", env=month))["status"] == "exists"
    assert "settled by hand: succeeded" in unpaid.ok("timeline", "WEB-1", env=month).out


def test_a_call_that_somebody_waits_for_is_not_settled_by_hand(unpaid):
    (call,) = unpaid.ok("payments", "list", "--json").json["results"]
    too_much = unpaid(
        "payments", "resolve", call["GatewayIntentId"], "--as", "succeeded", "--reference", "R", "--amount", "21"
    )
    assert (too_much.code, "error[bad-amount]" in too_much.err) == (4, True)
    failed = result(unpaid.ok("payments", "resolve", call["GatewayIntentId"], "--as", "failed", "--json"))
    assert (failed["status"], failed["State"]) == ("updated", "failed")
    assert summary(unpaid, "WEB-1")["PendingCaptureAmount"] == Decimal("0.00")


# ---- notifications


def note_of(oms, **fields):
    (call,) = oms.ok("payments", "list", "--json").json["results"]
    return {"IdempotencyKey": call["IdempotencyKey"], "State": "succeeded", "GatewayRefNumber": "R-1", **fields}


def test_the_outbox_of_the_simulator_settles_what_it_did(unpaid, golden):
    golden("payments/notify.txt", unpaid("payments", "notify", "outbox.ndjson"))
    golden("payments/notify-again.json", unpaid("payments", "notify", "outbox.ndjson", "--json"))
    assert summary(unpaid, "WEB-1")["CapturedAmount"] == Decimal("20.00")
    listed = result(unpaid.ok("payments", "list", "--all-states", "--json"))
    assert (listed["State"], listed["Lost"]) == ("succeeded", False)
    assert (
        result(unpaid.ok("payments", "show", listed["GatewayIntentId"], "--json"))["Log"][-1]["IsNotification"] is True
    )


def test_once_settled_no_notification_changes_anything(unpaid):
    note = note_of(unpaid)
    unpaid.write("note.json", note)
    unpaid.ok("payments", "notify", "note.json")
    before = unpaid.ok("store", "info", "--hash").out.split("hash")[-1]
    for changed, status, code in (
        ({}, "exists", 0),
        ({"State": "pending"}, "skipped", 0),
        ({"State": "failed"}, "rejected", 6),
        ({"Amount": 20.01}, "rejected", 6),
        ({"CurrencyIsoCode": "EUR"}, "rejected", 6),
        ({"InteractionType": "ReferencedRefund"}, "rejected", 6),
        ({"Amount": 1.005}, "rejected", 4),
    ):
        unpaid.write("note.json", note | changed)
        answer = unpaid("payments", "notify", "note.json", "--json")
        assert (answer.code, result(answer)["status"]) == (code, status), (changed, answer)
    assert unpaid.ok("store", "info", "--hash").out.split("hash")[-1] == before


def test_a_decline_that_is_notified_holds_the_order(unpaid):
    unpaid.write(
        "note.json", note_of(unpaid, State="failed", GatewayResultCode="05", GatewayMessage="Do not [red]honor")
    )
    declined = unpaid("payments", "notify", "note.json")
    assert (declined.code, "Do not [red]honor (05)" in declined.err) == (7, True)
    assert result(unpaid.ok("show", "WEB-1", "--json"))["OrderSummary"]["Status"] == "On Hold"


@pytest.mark.parametrize(
    ("text", "code", "refusal"),
    [
        ("{", 4, "bad-json"),
        ("7", 4, "wrong-type"),
        ("{}", 4, "missing-field"),
        ('{"IdempotencyKey": "k", "State": "done"}', 4, "bad-value"),
        ('{"IdempotencyKey": "k", "State": "succeeded"}', 4, "missing-field"),
        ('{"IdempotencyKey": "k", "State": "failed"}', 5, "not-found"),
        ('{"IdempotencyKey": "oGI000000004OmyGAE-7", "State": "failed"}', 5, "not-found"),
        ('{"IdempotencyKey": "k\\u001b[31m", "State": "failed"}', 4, "bad-text"),
        ('{"IdempotencyKey": "k", "State": "failed", "Amount": "many"}', 4, "bad-amount"),
        ('{"IdempotencyKey": "k", "State": "failed", "ExpirationDate": "soon"}', 4, "bad-date"),
        ('{"IdempotencyKey": "k", "State": "failed", "GatewayMessage": 7}', 4, "wrong-type"),
        ('{"Body": "7"}', 4, "wrong-type"),
        ('{"Body": 7}', 4, "wrong-type"),
        ("", 4, "empty-input"),
    ],
)
def test_what_is_no_notification_is_refused(refusing, text, code, refusal):
    answer = refusing("payments", "notify", "-", "--json", stdin=text)
    assert (answer.code, error(answer)["code"]) == (code, refusal), answer


def test_a_bad_notification_keeps_no_other_from_being_taken_in(unpaid):
    note = json.dumps(note_of(unpaid))
    answer = unpaid("payments", "notify", "-", "--json", stdin=f'{{"State": 7}}\n{note}\n{{\n')
    assert answer.code == 3
    assert [one["status"] for one in answer.json["results"]] == ["rejected", "updated", "rejected"]


@pytest.fixture
def signing(unpaid):
    """The same, and from now on the gateway signs its notifications."""
    unpaid.write("sim.toml", SIMULATOR % ', signed_by = "file:key.txt"')
    unpaid.ok("setup", "apply", "sim.toml")
    unpaid.write("key.txt", "s3cret\n")
    return unpaid


def envelope(body, secret="s3cret", at="2026-01-05T10:00:00.000Z"):
    return {"Timestamp": at, "Body": body, "Signature": signature(secret, at, body)}


@pytest.mark.parametrize(
    ("changed", "code", "refusal"),
    [
        ({}, 0, None),
        ({"Signature": None}, 16, "bad-signature"),
        ({"Signature": "00"}, 16, "bad-signature"),
        ({"Timestamp": None}, 16, "bad-signature"),
        ({"Timestamp": "2026-01-05T10:00:00Z"}, 16, "bad-signature"),  # another text than was signed
        ("other secret", 16, "bad-signature"),
        ("no envelope", 16, "bad-signature"),
        ("2026-01-05T09:54:59.999Z", 4, "stale-notification"),
        ("2026-01-05T10:05:00.001Z", 4, "stale-notification"),
        ("2026-01-05T09:55:00.000Z", 0, None),
        ("no key", 16, "credential-missing"),
    ],
)
def test_only_what_the_gateway_signed_within_five_minutes_is_believed(signing, changed, code, refusal):
    note = note_of(signing)
    body = json.dumps(note)
    sent = envelope(body)
    if isinstance(changed, dict):
        sent |= changed
    elif changed == "other secret":
        sent = envelope(body, "guessed")
    elif changed == "no envelope":
        sent = note
    elif changed == "no key":
        (signing.dir / "key.txt").unlink()
    else:
        sent = envelope(body, at=changed)
    answer = signing("payments", "notify", "-", "--json", stdin=json.dumps(sent))
    assert answer.code == code, answer
    if refusal:
        assert error(answer)["code"] == refusal
        assert result(signing("payments", "list", "--json"))["State"] == "unknown"
