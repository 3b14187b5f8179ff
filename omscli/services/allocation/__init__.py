"""The parts of `oms allocate`: what it reads of the set-up, and the rows of a new fulfillment order."""
