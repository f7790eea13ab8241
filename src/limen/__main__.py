"""`python -m limen`: the command line."""

import sys

from limen.cli import main

sys.exit(main())
