"""The pytest plugin: options, items and fixtures; everything else is imported when it is first used."""

from __future__ import annotations
