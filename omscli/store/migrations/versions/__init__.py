"""One module for each schema version after the first: `revision` is the version, `down_revision` the one before."""
