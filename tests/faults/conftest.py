"""What the proofs share."""

from tests.faults.stages import forks, stages  # noqa: F401 - fixtures
