"""The frame every page stands in: who may, what the rail shows, the components of the look, clear pages for what goes wrong."""
