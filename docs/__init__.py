"""The documentation, and what makes its tables: `docs.reference` from the code, `docs.duties` from the tests."""
