"""What the package claims about its speed, as programs that anyone can run: ``python -m benchmarks``."""
