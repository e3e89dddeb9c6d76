"""Every change of intake: taking a document in, answering lines, closing a sheet."""
