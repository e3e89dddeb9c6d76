"""Workbooks and tables become deliveries, deliveries become snapshots."""
