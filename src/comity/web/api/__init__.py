"""The node's own API, ``/api/v1``: screening, subjects, cases, decisions, lists, jobs and the ledger, by the verbs of the mission."""
