# Shortcuts only: every recipe is one call of a script in bin/, so machines without make lose nothing.
PORT ?= 8000
export PORT
.PHONY: run dev check test lint bench lock clean format

run:    ## serve the site like production, on 127.0.0.1:$(PORT)
	@bin/run
dev:    ## serve it with DEBUG and reload on change
	@bin/dev
check:  ## half a minute: layout, types, tests without a database
	@bin/check
test:   ## all tests on SQLite, and on PostgreSQL with a real browser
	@bin/test
format: ## lay out Python and templates
	@bin/format
lint:   ## ruff, mypy, djlint, migrations, deployment checks
	@bin/lint
bench:  ## measure the pages
	@bin/bench
lock:   ## pin requirements/*.in again
	@bin/lock
clean:  ## remove what was made by tools; keeps var/ (the database)
	@bin/clean
