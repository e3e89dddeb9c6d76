"""How a parsed tree becomes a bound one: one module for each kind of node."""
