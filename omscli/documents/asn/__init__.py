"""Advance shipping notices (ASN) from files: JSON, NDJSON and CSV, told apart by content (contract §6)."""
