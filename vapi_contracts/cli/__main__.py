"""`python -m vapi_contracts.cli`: the command line."""

from vapi_contracts.cli import main

main()
