"""What leads from one schema version to the next, in Alembic's words: `versions/vN.py` makes version N of version N−1.

`plan.py` has Alembic write the operations down as statements of the engine; `store/migrating.py` runs them.
"""
