"""`oms`: the order management system that fits in a terminal."""

__version__ = "0.1.0"
