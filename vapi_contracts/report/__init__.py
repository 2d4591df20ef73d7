"""What came out of a run, for people and for machines: terminal, JSON, JUnit, ways to reproduce."""
