"""One log line an event, whatever a visitor puts into an address."""

import logging

CONTROLS = {code: f"\\x{code:02x}" for code in [*range(32), 127]}


class LineFormatter(logging.Formatter):
    """key=value lines. Control characters are escaped, so nobody can forge a second line."""

    def format(self, record: logging.LogRecord) -> str:
        line = f"level={record.levelname.lower()} logger={record.name} message={record.getMessage()!s}"
        line = line.translate(CONTROLS)
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return line
