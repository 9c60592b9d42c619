"""Monitoring: the customer bases under watch, what screening again found, and importing a file into a base."""
