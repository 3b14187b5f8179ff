"""`oms store`: what a store is, another version of it, a copy of it, and back."""
