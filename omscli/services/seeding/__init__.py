"""`oms seed`: realistic test orders from the store's own catalog, each taken to a state."""
