"""The command table: name → what it is for. A new command is a module `cli/<name>.py` and a line here.

The one-line helps stand here as data, so that `oms --help` imports no command. A module with `command` is a command,
with `app` a group; with both, a first word that the group knows goes to the group (`oms return open`).
"""

from __future__ import annotations

from omscli.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A command: its section of `oms --help` and its one line there."""

    section: str
    help: str


START, ORDERS, FULFILLMENT, MONEY, CHANGES, LOOK = (
    "Start",
    "Orders",
    "Fulfillment",
    "Money",
    "Changes",
    "Look",
)

COMMANDS: dict[str, Entry] = {
    "init": Entry(START, "Make a store; --sample loads the built-in shop"),
    "demo": Entry(START, "Show the whole story on a throw-away store"),
    "setup": Entry(START, "Channels, products, prices, locations, gateways: apply, export"),
    "seed": Entry(START, "Make realistic test orders, each taken to a state"),
    "schema": Entry(START, "Print the JSON Schema of a file format: order, asn, stock, setup"),
    "store": Entry(START, "The store as a whole: info, migrate, backup, restore, copy"),
    "place": Entry(ORDERS, "Place orders from JSON or NDJSON files"),
    "summarize": Entry(ORDERS, "Make the order summaries of placed orders"),
    "approve": Entry(ORDERS, "Approve orders: Created → Approved, after the fraud check"),
    "advance": Entry(ORDERS, "Take orders every step that their flow allows next"),
    "allocate": Entry(FULFILLMENT, "Allocate orders to locations: fulfillment orders"),
    "deallocate": Entry(FULFILLMENT, "Take units off a fulfillment order"),
    "export": Entry(FULFILLMENT, "Write files for the fulfillment provider"),
    "ingest": Entry(FULFILLMENT, "Take in shipping notices (asn) or stock levels (stock)"),
    "ship": Entry(FULFILLMENT, "Confirm a shipment without a file"),
    "invoice": Entry(MONEY, "Make the invoices of fulfillment orders"),
    "ensure-funds": Entry(MONEY, "Capture and apply the money of invoices"),
    "ensure-refunds": Entry(MONEY, "Give back what credit memos or excess funds owe"),
    "credit": Entry(MONEY, "Gift cards and store credit: issue, show, list, adjust, close"),
    "payments": Entry(MONEY, "What gateways promised, and calls to them without a known outcome"),
    "edit": Entry(CHANGES, "Change quantities, items, address or delivery of what is not allocated"),
    "cancel": Entry(CHANGES, "Cancel units that are not allocated"),
    "return": Entry(CHANGES, "Take back fulfilled units, with credit memo and refund"),
    "exchange": Entry(CHANGES, "Take units back and pay a new order with what they owe"),
    "reship": Entry(CHANGES, "Send fulfilled units once more, at no charge"),
    "adjust": Entry(CHANGES, "Take a discount off items, before or after fulfillment"),
    "resolve": Entry(CHANGES, "Resolve a process exception, so that its order goes on"),
    "show": Entry(LOOK, "Show an order, or any record, by id or number"),
    "list": Entry(LOOK, "List the records of a kind, with --where and --limit"),
    "timeline": Entry(LOOK, "Who did what to an order, when, and why it is where it is"),
    "next": Entry(LOOK, "What can be done with an order now, and what should be"),
    "runs": Entry(LOOK, "What changing commands did: list, show; resume one that was interrupted"),
    "verify": Entry(LOOK, "Check every invariant of the store, by name"),
}
"""Every command, in the order of `oms --help`."""
