.PHONY: run test check bench accuracy docs words fuzz
export LIMEN_MODE ?= demo

run:    ## install, make the demo, serve the console on 127.0.0.1:8000 (or the next free port)
	@bin/setup run
	@.venv/bin/limen demo
	@exec .venv/bin/limen serve

test:   ## install and run everything that CI runs; closes with what ran and what was skipped
	@bin/setup test
	@bin/test

check:  ## the quick half of the tests: style, types, house, pure rooms
	@bin/setup test
	@bin/test quick

bench:  ## measure again every figure the README quotes
	@bin/setup test
	@.venv/bin/python -m benchmarks

accuracy: ## measure how well names are matched, beside peers, and write docs/accuracy.md
	@bin/setup test
	@.venv/bin/python -m benchmarks.screening.sheet

docs:   ## write again the pages that are made from the code and from what the tests showed
	@bin/setup test
	@.venv/bin/python -m docs.duties

words:  ## bring the words of every language up to date and compile them
	@bin/setup test
	@.venv/bin/python bin/words

fuzz:   ## a minute of coverage-guided inputs for each parser of outside bytes
	@bin/setup test
	@.venv/bin/python -m tests.fuzz
