"""What a YAML file may say: frozen, unknown keys refused; no files, no arithmetic."""
