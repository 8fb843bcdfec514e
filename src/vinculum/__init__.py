"""Vinculum: the shared workbench of a partnership against organised vehicle crime."""

__version__ = "0.1.0"
