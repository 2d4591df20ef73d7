"""`python -m vapi_contracts`: the command line."""

from vapi_contracts.cli import main

main()
