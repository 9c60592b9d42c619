"""Coming in and going out: signing in, choosing what for, proving again who one is, one's own account, and one-time links.

Whoever is sent here from their work comes back to it, with what they had filled in.
"""
