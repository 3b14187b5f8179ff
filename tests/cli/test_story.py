"""The whole answer of every step of an order's life, as typed by a person: golden files, read line by line when made.

One shop, one story: the sample orders are placed, wait, are sent, paid, changed. The steps run once, in their order.
Outputs of allocation, export and notices stand with their commands' tests (`test_fulfillment.py`), looking with
`test_look.py`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import pytest

from tests.world import REPOSITORY, Oms, Result, make_world

UNKNOWN = ("--reason", "Unknown")
PREVIEW = ("cancel", "WEB-1004", "TSHIRT-RED=1", *UNKNOWN, "--refund-shipping", "--preview")


PLACES = {"file": None, "server": "", "partitions, serializable": "?isolation=serializable"}
"""The kinds of store: a file, a database of a server, and one at its strictest whose orders are split."""


@dataclass
class Story:
    """A shop and what it answered so far, by the name of the golden file."""

    oms: Oms
    told: dict[str, Result] = field(default_factory=dict)

    def tell(self, name: str, *words: str, also_json: bool = False, **options: str) -> None:
        """One step; `also_json` asks the same once more, for steps that may be repeated."""
        self.told[f"{name}.txt"] = self.oms(*words, **options)
        if also_json:
            self.told[f"{name}.json"] = self.oms(*words, "--json", **options)


def begin(story: Story) -> None:
    split = ("--partitions", "4") if story.oms.store and "isolation" in story.oms.store else ()
    story.tell("init", "init", "--sample", *split)
    story.tell("init-again", "init", "--sample")
    story.tell("setup-export", "setup", "export")


def place(story: Story) -> None:
    samples = story.oms.samples()
    story.tell("place-check", "place", "sample_orders/01-plain-single.json", "--check", also_json=True)
    story.tell("place-created", "place", "sample_orders/")
    story.tell("place-exists", "place", "sample_orders/01-plain-single.json", also_json=True)
    order = json.loads((samples / "01-plain-single.json").read_text())
    story.oms.write("changed.json", order | {"PoNumber": "PO-7", "BillingCity": "York"})
    story.tell("place-conflict", "place", "changed.json", also_json=True)
    story.oms.write("bad.json", BAD)
    story.tell("place-rejected", "place", "bad.json", also_json=True)
    story.tell("place-skip", "place", "bad.json", "--on-error", "skip", "-n")


BAD = """[
  {"OrderReferenceNumber": "BAD-1", "SalesChannel": "Wbe", "CurrencyIsoCode": "USD",
   "Account": {"LastName": "King", "PersonEmail": "ada@example.com"},
   "OrderDeliveryGroups": [{"DeliverToName": "Ada King", "OrderDeliveryMethod": "standard",
     "OrderItems": [{"StockKeepingUnit": "TSHIRT-RDE", "Quantity": 1, "UnitPrice": 19.99},
                    {"StockKeepingUnit": "MUG-BLUE", "Quantity": 1.5, "UnitPrice": 12.505}]}]},
  {"OrderReferenceNumber": "GOOD-1", "SalesChannel": "Web", "CurrencyIsoCode": "USD",
   "Account": {"LastName": "King", "PersonEmail": "ada@example.com"},
   "OrderDeliveryGroups": [{"DeliverToName": "Ada King", "OrderDeliveryMethod": "standard",
     "OrderItems": [{"StockKeepingUnit": "MUG-BLUE", "Quantity": 1, "UnitPrice": 12.50}]}]}
]
"""


def prepare(story: Story) -> None:
    story.tell("summarize-preview", "summarize", "WEB-1001", "-n", also_json=True)
    story.tell("summarize", "summarize", "--all")
    story.tell("summarize-exists", "summarize", "WEB-1001", also_json=True)
    story.tell("approve", "approve", "--all")
    story.tell("allocate-preview", "allocate", "WEB-1001", "--explain", "-n", also_json=True)
    story.oms.ok("allocate", "--all")
    story.oms.ok("export", "--all", "--to", "out")


def send(story: Story) -> None:
    story.tell("ingest-asn-preview", "ingest", "asn", "sample_orders/asn/02-newark.ndjson", "-n", also_json=True)
    story.oms("ingest", "asn", "sample_orders/asn/")
    story.tell("ship-preview", "ship", "FO-0000005", "-n", also_json=True)
    story.tell("ship", "ship", "FO-0000005")
    story.tell("invoice-preview", "invoice", "FO-0000009", "-n", also_json=True)
    story.tell("invoice", "invoice", "FO-0000009")
    story.tell("invoice-again", "invoice", "FO-0000009", also_json=True)
    story.tell("invoice-nothing", "invoice", "--all", also_json=True)
    story.tell("ensure-funds-preview", "ensure-funds", "INV-0000009", "-n", also_json=True)
    story.tell("ensure-funds", "ensure-funds", "INV-0000009")
    story.tell("ensure-funds-exists", "ensure-funds", "INV-0000009", also_json=True)


def change(story: Story) -> None:
    story.tell("cancel-preview", *PREVIEW, also_json=True)
    story.tell("cancel", *PREVIEW[:-1])
    story.tell("cancel-twice", "cancel", "WEB-1001", "TSHIRT-RED=1", "TSHIRT-RED=1", *UNKNOWN, also_json=True)
    back = ("return", "WEB-1002", "MUG-BLUE=2", *UNKNOWN, "--refund-shipping")
    story.tell("return-preview", *back, "-n", also_json=True)
    story.tell("return", *back)
    story.tell("return-refused", *back, also_json=True)


def look(story: Story) -> None:
    story.tell("show-order", "show", "WEB-1002", also_json=True)
    story.tell("show-fulfillment-order", "show", "FO-0000003", also_json=True)
    story.tell("show-invoice", "show", "INV-0000002", also_json=True)
    story.tell("show-credit-memo", "show", "CM-0000002", also_json=True)
    story.tell("list-orders", "list", "orders")
    story.tell("list-items", "list", "items", "--order", "WEB-1002", also_json=True)
    story.tell("timeline", "timeline", "WEB-1004", also_json=True)
    story.tell("next", "next", "WEB-1003", also_json=True)
    story.tell("verify-one", "verify", "--only", "order-totals", also_json=True)


def go_on(story: Story) -> None:
    story.tell("advance-preview", "advance", "WEB-1005", "--simulate", "-n", also_json=True)
    story.tell("advance-waits", "advance", "WEB-1005")
    story.tell("advance", "advance", "WEB-1005", "--until", "fulfilled", "--simulate")
    story.tell("seed", "seed", "3", "--state", "partially-shipped", "--random-seed", "7")
    story.tell("ensure-refunds-nothing", "ensure-refunds", "--all", also_json=True)


@pytest.fixture(scope="module", params=["file", "server", "partitions, serializable"])
def story(tmp_path_factory, request):
    """Everything that happens, told once for each kind of store; at its end no invariant is broken."""
    told = Story(make_world(tmp_path_factory.mktemp("story"), PLACES[request.param]))
    for chapter in (begin, place, prepare, send, change, look, go_on):
        chapter(told)
    told.oms.ok("verify")
    return told


def test_every_answer_is_the_one_that_was_read(story, golden, request):
    wrong = []
    for name, result in story.told.items():
        if story.oms.store and name.startswith("init"):
            continue  # it names the store
        try:
            golden(f"story/{name}", result)
        except AssertionError as difference:
            wrong.append(f"{name}: {difference}")
    assert not wrong, "\n".join(wrong)
    kept = {path.name for path in (REPOSITORY / "tests" / "golden" / "story").iterdir()}
    assert kept == set(story.told), "a golden file that no step makes"


def test_no_answer_is_a_bug_and_no_error_is_on_standard_output(story):
    for name, result in story.told.items():
        assert result.code != 1, name
        assert "error[" not in result.out.partition("{")[0], name
