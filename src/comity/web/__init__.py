"""The node on the wire: its API for machines, and the API of others that it answers too.

Pydantic lives here and nowhere below. Every error leaves as a problem of RFC 9457 with a stable code. Screening, hashing and the database
work in threads of their own; the event loop only waits.
"""
