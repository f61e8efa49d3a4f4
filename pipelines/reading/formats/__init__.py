"""The formats articles come in: how a file is cut into documents, and how a document is parsed."""

from .table import FORMATS, SUFFIXES, Format, format_of

__all__ = ["FORMATS", "SUFFIXES", "Format", "format_of"]
