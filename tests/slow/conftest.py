"""What the slow tests take from the contract tests: a real server."""

from tests.contract.conftest import postgres

__all__ = ["postgres"]
