"""The service: REST, decisions by people, an append-only registry."""
