"""The index on disk: made by `build`, opened by `generation`."""
