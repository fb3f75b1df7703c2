"""Files: YAML with line numbers, run folders."""
