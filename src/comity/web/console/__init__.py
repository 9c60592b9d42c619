"""The console: the pages on which people screen, review and decide, follow lists and subjects, and prove what was done.

Pages are made on the server and work without scripts where they can; htmx and a small script of our own make them quick under the keys.
Every page asks who comes and for which purpose, as the API does, and calls what the API calls: it has no rights and no rules of its own.
"""
