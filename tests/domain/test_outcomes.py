"""What a gateway that does not know a key says about the call: it depends on when the call was sent (P27)."""

from __future__ import annotations

import pytest

from omscli.domain.outcomes import is_forgotten, was_never_received

MINUTE, DAY = 60_000, 86_400_000


@pytest.mark.parametrize(
    ("age", "window", "never", "forgotten"),
    [
        (0, DAY, False, False),  # it may still be on its way
        (5 * MINUTE - 1, DAY, False, False),
        (5 * MINUTE, DAY, True, False),
        (DAY - 1, DAY, True, False),
        (DAY, DAY, False, True),  # whatever was done under it, the key is gone
        (31 * DAY, DAY, False, True),
        (31 * DAY, None, True, False),  # keys are kept for ever
        (MINUTE, MINUTE, False, True),
    ],
)
def test_a_key_that_is_not_known_was_never_received_only_between_lease_and_key_window(age, window, never, forgotten):
    sent = 1_700_000_000_000
    assert was_never_received(sent, sent + age, window) is never
    assert is_forgotten(sent, sent + age, window) is forgotten
