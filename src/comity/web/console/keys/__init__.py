"""``/keys``: the keys that programs come with, what each may do, for which purposes and until when; issuing and ending them."""
