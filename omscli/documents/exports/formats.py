"""The formats of a hand-over: name (and ending of the file) → what writes it. A new one is a module and a line here."""

from __future__ import annotations

from collections.abc import Callable

from omscli.documents.exports.csv_file import write_csv
from omscli.documents.exports.json_file import write_json
from omscli.documents.exports.values import Handover

FORMATS: dict[str, Callable[[Handover], str]] = {
    "json": write_json,
    "csv": write_csv,
}
