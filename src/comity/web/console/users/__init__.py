"""``/users``: who may sign in and what they may do, with the reason why; adding, helping and ending them."""
