"""``/webhooks``: which programs are told of what, how each delivery went, and what was given up and can be tried again."""
