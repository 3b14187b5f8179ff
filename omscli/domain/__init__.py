"""The rules of order management: pure functions over small frozen values; no file, database, clock or terminal."""
