"""What runs in the limited process that reads Word and PDF files. It is started by path and knows nothing of the project."""
