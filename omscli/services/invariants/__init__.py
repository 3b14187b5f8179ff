"""The invariants of a store, one function each, which derive anew what is stored; `table.py` lists them by name."""
