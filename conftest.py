"""What every test of this project stands on: `pytester`, the Hypothesis profiles, what is not collected."""

import os

from hypothesis import HealthCheck, settings

pytest_plugins = ["pytester"]
"""Never our own plugin: its entry point has registered it already."""

collect_ignore = ["strategies"]
"""It is imported as `vapi_contracts.strategies`, and would be loaded twice if collected from here."""

settings.register_profile("dev", deadline=None)
settings.register_profile(
    "ci", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev"))
