"""Components of the console as template tags."""
