"""A whole store, row by row, from one engine to the same or another one; memory does not grow with the store."""

from __future__ import annotations

from omscli.errors import refuse
from omscli.store.db import Reader, Writer
from omscli.store.rows import INSERTS
from omscli.store.state_hash import TableHash, hash_of, in_order, pieces, table_hashes

SQL_CLEAR = ("DELETE FROM currencies", "DELETE FROM record_kinds")
"""What a new store holds before anything is set up; the copy has its own."""
_ROWS, _LARGE_ROWS = 2_000, {"exports": 20}
"""Rows that are handed over at once; an export's row holds a whole file."""


def copy_into(reader: Reader, writer: Writer) -> tuple[int, str]:
    """Fill a new store with every row of another one's snapshot, and make sure that it says the same; answers how many
    rows there are, and the state hash. Tables come in an order that foreign keys allow, and rows by key, so that a row
    which refers to another one of its table comes after it.

    Raises `copy-differs` when the state hash of what was written is not that of what was read.
    """
    for sql in SQL_CLEAR:
        writer.run(sql, [()])
    count, wanted = 0, {}
    for table in INSERTS:
        digest = TableHash(table)
        for rows in pieces(reader.stream(in_order(table)), _LARGE_ROWS.get(table, _ROWS)):
            digest.update(rows)
            writer.insert(table, rows)
            count += len(rows)
        wanted[table] = digest.value()
    return count, _compared(wanted, table_hashes(writer))


def _compared(wanted: dict[str, str], found: dict[str, str]) -> str:
    different = sorted(table for table, value in wanted.items() if value != found.get(table, ""))
    if different:
        message = f"what was written is not what was read: {', '.join(different[:5])}"
        raise refuse("copy-differs", message, help="report it with both stores", done="there is no copy")
    return hash_of(found)
