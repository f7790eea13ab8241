"""The office: where the pure rooms meet people, a database and a clock. The only room that knows Django."""
