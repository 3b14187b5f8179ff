"""What the schema of an SQLite store is: `schema_of.digest_of` of a new one.

Generated from `tables.py` by `python -m omscli.store.generate`; do not edit.
"""

SQLITE_DIGEST = "68d94e54f05adc3294dc96e6487cea0b"
