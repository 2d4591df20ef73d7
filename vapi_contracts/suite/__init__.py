"""What a pytest suite uses: the rules as test items, the endpoint, servers, mocks and numbers as fixtures."""
