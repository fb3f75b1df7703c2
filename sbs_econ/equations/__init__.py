"""Pure functions of arrays: no files, no schema, no pandas."""
