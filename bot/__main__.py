"""`python -m bot`, and `vaultbot`."""

import sys


def main() -> int:
    """Run the command line; returns the exit code."""
    # Here, for the workers that read a vault import this module too, and need no Discord.
    from bot.cli import main as run
    from bot.logs import catch_the_rest

    catch_the_rest()
    return run()


if __name__ == "__main__":
    sys.exit(main())
