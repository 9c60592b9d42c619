"""Review: the queue, riskiest first, and beside it the case that is looked at; worked from the keyboard.

A person opens a case, sees why it was found, decides, and the next case of the same queue is there. What they saw of a case (its version,
the digest of its subject's facts) travels in every form: where somebody else was faster, what changed is shown beside what they had filled
in.
"""
