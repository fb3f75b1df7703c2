"""``python -m sbs_econ``."""

from sbs_econ.cli import main

if __name__ == "__main__":
    main()
