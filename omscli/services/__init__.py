"""Use cases: one module each, read → plan → apply. The only layer that opens a transaction."""
