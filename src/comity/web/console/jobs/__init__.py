"""``/jobs``: the work that runs by itself, how far it is and what came of it, in plain words; starting some of it by hand."""
