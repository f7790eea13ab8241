"""What the README quotes, measured: one program a room, run by `python -m benchmarks`."""
