"""The first page: how fresh every list is, what waits, what runs and failed, and what changed since yesterday."""
