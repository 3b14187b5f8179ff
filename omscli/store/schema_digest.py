"""What the schema of an SQLite store is: `schema_of.digest_of` of a new one.

Generated from `tables.py` by `python -m omscli.store.generate`; do not edit.
"""

SQLITE_DIGEST = "b323ea21739c09db0cdd37377d56090a"
