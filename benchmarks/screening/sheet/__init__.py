"""The sheet on accuracy, docs/accuracy.md: measured and written by `python -m benchmarks.screening.sheet`."""
