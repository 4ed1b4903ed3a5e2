"""Django's PostgreSQL, with a gate before the pool: while the database is away, one thread waits and no more."""

from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql.psycopg_any import IsolationLevel

from config.postgresql.gate import Gate

GATE = Gate()


class DatabaseWrapper(base.DatabaseWrapper):
    """`patience`: how many seconds this thread waits for a connection; None: as long as the pool's settings say."""

    patience: float | None = None

    def get_new_connection(self, conn_params: Any) -> Any:
        if not self.pool:
            return super().get_new_connection(conn_params)
        self.isolation_level = IsolationLevel.READ_COMMITTED
        self.pool.open()
        with GATE.passing():
            return self.pool.getconn(self.patience)
