"""What the schema of an SQLite store is: `schema_of.digest_of` of a new one.

Generated from `tables.py` by `python -m omscli.store.generate`; do not edit.
"""

SQLITE_DIGEST = "4d84643820ca722e17e72f49ce0a98a9"
