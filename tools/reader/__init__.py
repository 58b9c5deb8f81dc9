"""How the packaged reader is trained: examples, network, export. Nothing here runs in production."""
