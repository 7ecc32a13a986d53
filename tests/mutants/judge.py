"""A pytest plugin for the tests that judge mutants: the quick ones first, and always the same.

Hypothesis draws the same examples for every mutant, and does not look for the shortest one: that
something is wrong is all that is asked.
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings

#: Walks of each property: what only a rare one notices, deserves a transcript.
os.environ.setdefault("HEARD_EXAMPLES", "60")
settings.register_profile(
    "mutants",
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
settings.load_profile("mutants")

#: Transcripts notice most and say where; walks through every state take longest.
LATER = tuple(f"test_{name}.py" for name in ("every_pause", "every_state", "properties", "said"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One order, whatever order the tests were named in."""
    items.sort(key=lambda item: (item.nodeid.partition("::")[0].endswith(LATER), item.nodeid))
