"""The parts of `benchmarks/lifecycle.py`: the shop with its files, the raw limit, the machine."""
