"""Every change of records: one function per verb, checked, journalled in the same transaction."""
