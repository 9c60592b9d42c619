"""``/settings``: every setting with its value, where it was made, what it does and how it is changed; rules of review and retention."""
