"""Managed return orders: opened, received, closed."""
