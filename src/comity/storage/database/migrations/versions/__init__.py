"""One module per step; each names the step before it, and none is changed once it has been released."""
