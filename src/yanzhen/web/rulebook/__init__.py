"""政策: the rules as people read them, and as they are written, tried, reviewed and published. The YAML text is their only form."""
