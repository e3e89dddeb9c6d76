"""数据: files of departments come in as batches: uploaded, tried, reported on, accepted whole, withdrawn by a record.

A batch is a Parquet file named by its digest in the site's folder of facts, and one row of the catalogue. The catalogue is
the site's `Batches`: engine runs read it as they read a folder.
"""
