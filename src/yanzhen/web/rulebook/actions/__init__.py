"""Every change of the rulebook: one function a verb; each checks the person and writes the journal in the same transaction."""
