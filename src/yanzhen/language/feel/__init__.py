"""FEEL's built-in functions (DMN 1.5, clause 10.3.4), one module for each kind, declared in one table."""
