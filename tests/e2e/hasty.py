"""`python -m tests.e2e.hasty …` is the bot with less patience, for tests of faults."""

import sys

from bot import registering, runner
from bot.__main__ import main

runner.DELAYS = (1, 1, 2)
runner.LOST_FOR_GOOD = 3.0
runner.LOOKED_EVERY = 0.2
runner.PATIENCE = 5.0
registering.PATIENCE = 5.0
registering.REGISTERED_AGAIN = 1.0

if __name__ == "__main__":
    sys.exit(main())
