"""What the schema of an SQLite store is: `schema_of.digest_of` of a new one.

Generated from `tables.py` by `python -m omscli.store.generate`; do not edit.
"""

SQLITE_DIGEST = "aa3705fcf69bbbc95bd929272ad522d4"
