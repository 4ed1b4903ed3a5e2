"""How does a catalogue file (docs/catalogue.md) come in and go out? Read as a stream, checked, written, exported.

`reader` knows JSON; `fields`, `objects` and `rules` know what a valid entry is; `definitions`, `planning` and
`matching` what it changes. None of them knows the database. `state` reads from it, `writer` writes to it; `walking`
leads through a file, `importer` through check and import. `exporter` and `output` go the other way.
"""
