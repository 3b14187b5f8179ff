"""The set-up: a file into the store, and the store back into a file."""
