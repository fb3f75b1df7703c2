"""The story of one evaluation: quantities, effect scale, rows, flows by payer and year."""
