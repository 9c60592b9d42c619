"""The lists: how old each is, what its editions hold and changed, and fetching, importing and removing them by hand."""
