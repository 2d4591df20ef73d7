"""The rules whose subject is an API client, one file each."""
