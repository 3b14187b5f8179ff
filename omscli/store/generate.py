"""Write what commands need of the schema from its one declaration: `python -m omscli.store.generate [--check]`.

* `schema.py`: the DDL for both engines, read when a store is made.
* `schema_digest.py`: a digest of what the DDL makes in SQLite, so that `oms verify` need not make it.
* `rows.py`: one function per table that makes a row for it, checked by mypy, and its INSERT statement.
* `fields.py`: the field catalogue: column → Salesforce API name and kind, read when records are shown.
"""

from __future__ import annotations

import pprint
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint, MetaData, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlmodel import SQLModel

from omscli.generated import bring_up_to_date
from omscli.store import tables  # noqa: F401  declares the tables
from omscli.store.schema_of import digest_of, schema_made_by
from omscli.store.views import views

HEADER = '"""{doc}\n\nGenerated from `tables.py` by `python -m omscli.store.generate`; do not edit.\n"""\n\n'
HERE = Path(__file__).parent
_SPECIAL = {"product_id": "Product2Id", "pricebook_id": "Pricebook2Id"}


def generated() -> dict[str, str]:
    """File name → content of every generated module."""
    ordered = declared().sorted_tables
    return {
        "schema.py": _schema(ordered),
        "schema_digest.py": _schema_digest(ordered),
        "rows.py": _rows(ordered),
        "fields.py": _fields(ordered),
    }


def declared() -> MetaData:
    """Every table of the declaration, with the foreign keys of its `link` columns."""
    metadata = SQLModel.metadata
    _add_links(metadata)
    return metadata


def api_name(column: Column[Any]) -> str:
    """The Salesforce API name of a column: declared, or its own name in camel case; empty when it is ours alone."""
    declared = column.info.get("api")
    if declared is not None:
        return str(declared)
    return _SPECIAL.get(column.name) or "".join(word.capitalize() for word in column.name.split("_"))


def _add_links(metadata: MetaData) -> None:
    """Give every `link` column its foreign key (order_key, column) → (order_key, id)."""
    for table in metadata.tables.values():
        for column in table.columns:
            target = column.info.get("link")
            if target and not any(column.name in key.column_keys for key in table.foreign_key_constraints):
                pair = [f"{target}.order_key", f"{target}.id"]
                table.append_constraint(ForeignKeyConstraint(["order_key", column.name], pair))


def _ddl(ordered: list[Table], dialect: Any) -> list[str]:
    statements = []
    for table in ordered:
        statements.append(_tidy(str(CreateTable(table).compile(dialect=dialect))))
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        statements.extend(_tidy(str(CreateIndex(index).compile(dialect=dialect))) for index in indexes)
    return statements


def _tidy(statement: str) -> str:
    return "\n".join(line.rstrip() for line in statement.strip().splitlines()).replace("\t", "  ")


def _schema(ordered: list[Table]) -> str:
    parts = [HEADER.format(doc="The statements that make a store, for each engine.")]
    for name, dialect in (("SQLITE", sqlite.dialect()), ("POSTGRESQL", postgresql.dialect())):  # type: ignore[no-untyped-call]
        body = ",\n".join(f'    """{statement}"""' for statement in _ddl(ordered, dialect))
        parts.append(f"{name}: tuple[str, ...] = (\n{body},\n)\n")
    for engine in ("sqlite", "postgresql"):
        body = ",\n".join(f"    {_literal(statement)}" for statement in views(ordered, api_name, engine))
        parts.append(f"{engine.upper()}_VIEWS: tuple[str, ...] = (\n{body},\n)\n")
    names = pprint.pformat(tuple(table.name for table in ordered), width=110, indent=4)
    parts.append(f"TABLES: tuple[str, ...] = {names}\n")
    parts.append(f"PARTITIONED: dict[str, str] = {pprint.pformat(_partitioned(ordered), width=110, indent=4)}\n")
    parts.append('"""Table → the column by whose hash its rows are split, where a store is split by order."""\n')
    keys = {table.name: tuple(column.name for column in table.primary_key.columns) for table in ordered}
    parts.append(f"PRIMARY_KEYS: dict[str, tuple[str, ...]] = {pprint.pformat(keys, width=110, indent=4)}\n")
    return "\n".join(parts)


def _schema_digest(ordered: list[Table]) -> str:
    dialect = sqlite.dialect()
    made = schema_made_by((*_ddl(ordered, dialect), *views(ordered, api_name, "sqlite")))
    doc = HEADER.format(doc="What the schema of an SQLite store is: `schema_of.digest_of` of a new one.")
    return f'{doc}SQLITE_DIGEST = "{digest_of(made)}"\n'


def _partitioned(ordered: list[Table]) -> dict[str, str]:
    """An order's records by the order, so that all of them are in one partition; what leads to them by its name."""
    by = {table.name: "order_key" for table in ordered if "order_key" in table.primary_key.columns}
    return by | {table.name: table.info["partition"] for table in ordered if "partition" in table.info}


def _literal(statement: str) -> str:
    return f'"""{statement}"""' if '"""' not in statement and not statement.endswith('"') else repr(statement)


def _rows(ordered: list[Table]) -> str:
    parts = [
        HEADER.format(doc="One function per table that makes a row of it, in column order, ready for `executemany`."),
        "from __future__ import annotations\n\nRow = tuple[int | str | None, ...]\n\n",
    ]
    for table in ordered:
        signature, values = [], []
        required = [column for column in table.columns if not _optional(column)]
        optional = [column for column in table.columns if _optional(column)]
        for column in [*required, *optional]:
            python = "int" if "INT" in str(column.type).upper() else "str"
            if column.nullable:
                signature.append(f"    {column.name}: {python} | None = None,")
            elif column.server_default is not None:
                default = str(column.server_default.arg)  # type: ignore[attr-defined]
                signature.append(f"    {column.name}: {python} = {default},")
            else:
                signature.append(f"    {column.name}: {python},")
        values = [f"        {column.name}," for column in table.columns]
        parts.append(
            f"\ndef {table.name}(\n    *,\n" + "\n".join(signature) + "\n) -> Row:\n"
            f'    """A row of `{table.name}`."""\n    return (\n' + "\n".join(values) + "\n    )\n\n"
        )
    parts.append("\nINSERTS: dict[str, str] = {\n")
    for table in ordered:
        columns = ", ".join(column.name for column in table.columns)
        marks = ", ".join("?" for _ in table.columns)
        parts.append(f'    "{table.name}": (\n        "INSERT INTO {table.name}"\n')
        parts.extend(f'        "{piece}"\n' for piece in _wrap(f" ({columns})"))
        parts.append(f'        " VALUES ({marks})"\n    ),\n')
    parts.append("}\n")
    parts.append('"""Table → its INSERT statement, in an order that foreign keys allow."""\n')
    return "".join(parts)


def _optional(column: Column[Any]) -> bool:
    return bool(column.nullable) or column.server_default is not None


def _wrap(text: str, width: int = 95) -> list[str]:
    pieces, line = [], ""
    for word in text.split(" "):
        if len(line) + len(word) + 1 > width:
            pieces.append(line + " ")
            line = word
        else:
            line = f"{line} {word}" if line or (not pieces and word) else word
    return [*pieces, line]


def _fields(ordered: list[Table]) -> str:
    parts = [
        HEADER.format(doc="The field catalogue: for each table its columns as (column, Salesforce API name, kind)."),
        "from __future__ import annotations\n\n",
        "FIELDS: dict[str, tuple[tuple[str, str, str], ...]] = {\n",
    ]
    for table in ordered:
        parts.append(f'    "{table.name}": (\n')
        parts += [
            f'        ("{column.name}", "{api_name(column)}", "{column.info["kind"]}"),\n' for column in table.columns
        ]
        parts.append("    ),\n")
    parts.append('}\n"""A column without an API name is ours alone and not shown."""\n')
    return "".join(parts)


if __name__ == "__main__":
    sys.exit(bring_up_to_date(HERE, generated(), sys.argv[1:]))
