"""The columns reading: one expression over all rows of a register at once, exactly, with what is missing kept apart."""
