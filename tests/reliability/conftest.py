"""The stand-in of Discord, for tests of a whole process."""

from tests.e2e.conftest import discord

__all__ = ["discord"]
