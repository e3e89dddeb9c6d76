"""What runs in the limited process that reads workbooks. It is started by path and knows nothing of the project."""
