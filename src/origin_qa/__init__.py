"""origin-qa: questions about coffee producers, answered from their own documents with citations."""

__version__ = "0.1.0"
