"""The rules' own language: text → typed tree → exact value. It knows no packs, no columns and no files."""
