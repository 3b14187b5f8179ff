"""The parts of placing an order: who it is (identity), what it refers to (resolving), and its rows."""
