"""Every change of people: one function a verb. Each checks the role, changes, and writes the journal in one transaction.

`person` None means the command line of the machine itself, which may do everything and is journaled as such.
"""
