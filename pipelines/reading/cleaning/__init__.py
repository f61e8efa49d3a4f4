"""A page's text -> paragraphs, and what was left out of them with the reason for each."""

from .page import Page, clean

__all__ = ["Page", "clean"]
