"""The HTTP API, version 1: the same policy, the same restricted picture and the same audit as the pages."""
