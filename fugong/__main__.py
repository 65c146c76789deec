"""`python -m fugong`: the same as the command `fugong`."""

import sys

from fugong.doors.cli.main import main

sys.exit(main())
