"""One use case per method, one transaction per use case; rendering and sending are handed in as ports."""
