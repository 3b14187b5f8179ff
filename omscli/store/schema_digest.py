"""What the schema of an SQLite store is: `schema_of.digest_of` of a new one.

Generated from `tables.py` by `python -m omscli.store.generate`; do not edit.
"""

SQLITE_DIGEST = "7d62f35e95033b52385f8bccd84e51fe"
