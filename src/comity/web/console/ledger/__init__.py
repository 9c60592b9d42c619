"""The ledger on pages: what was done, by whom, for which purpose, and the proof that nothing of it was changed."""
