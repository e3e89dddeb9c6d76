"""What a city has promised: targets, indicators, named lists, projects, duties, mechanisms; values and their reader."""
