"""`python -m qms_cli`: as the command `qms`."""

import sys

from qms_cli.main import main

if __name__ == "__main__":
    sys.exit(main())
