"""Files for the fulfillment provider: what it is told to send. A new format is a module and a line in `formats.py`."""
