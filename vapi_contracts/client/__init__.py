"""A client under test: how it is found, invoked, bounded in time, and what it says."""
