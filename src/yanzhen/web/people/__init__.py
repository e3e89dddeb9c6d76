"""组织: units, posts, accounts and firms; who stands in for whom; and from them, what a person may do and see."""
