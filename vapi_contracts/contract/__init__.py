"""The contract as data: its OpenAPI document, the table of constraints read off it, and what prose adds."""
