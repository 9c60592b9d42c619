"""The pages of the registry of cooperation: who is bound to whom, by what, on which date."""
