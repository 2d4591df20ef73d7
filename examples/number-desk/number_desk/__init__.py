"""Telephone numbers for the teams of a company."""
