"""Pages of people: thin; what they show comes from queries, what they change goes to actions."""
