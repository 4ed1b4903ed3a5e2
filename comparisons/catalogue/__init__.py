"""The catalogue file (SPEC §6): reading it as a stream, checking it, writing it into the database and out again.

`reader` knows JSON; `fields`, `objects` and `rules` know what a valid entry is; `definitions`, `planning` and
`matching` what it changes. None of them knows the database. `state` reads from it, `writer` writes to it; `walking`
leads through a file, `importer` through check and import. `exporter` and `output` go the other way, `synthetic` makes
files for load tests.
"""
