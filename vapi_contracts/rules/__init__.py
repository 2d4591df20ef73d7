"""The rules of the contract, and the passive reading of a transcript by them."""
