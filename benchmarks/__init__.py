"""The engine timed beside its peers, on one workload, in one run. Not part of what is installed."""
