"""The sending process: drains the outbox, freezes what is due, hands issues over on several connections."""

import os
import threading
import time
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import InterfaceError, OperationalError, connections
from django.utils import timezone

from newsletter.delivery import arming, ledger, lock, mailbox, marks, outbox, replay, runs, schedule
from newsletter.delivery.connections import alone, harden
from newsletter.delivery.pace import Pace
from newsletter.delivery.refused import Row
from newsletter.delivery.return_path import return_path
from newsletter.mail import letters
from newsletter.mail.mime import Template
from newsletter.models import Issue
from newsletter.transport.blame import REFUSALS
from newsletter.transport.connect import Transport, connect
from newsletter.transport.replies import Outcome, wait_after
from newsletter.transport.server_url import Mailbox
from newsletter.transport.smtp import CannotConnect
from tools.discretion import without_secrets

PAUSE = 0.25
NEXT_LOOK = 2.0
BEAT = 30.0
HOUR = 3600.0
BOUNCES = 300.0


class Sender:
    """One run. `stop` may be called from a signal: claims end, what is in hand is finished."""

    def __init__(self, write_line: Callable[[str], None], connections_wanted: int | None = None) -> None:
        self.write_line = write_line
        self.wanted = connections_wanted or settings.MAIL_CONNECTIONS
        self.owner = lock.new_owner()
        self.stopping = threading.Event()
        self.pace = Pace(settings.MAIL_PER_SECOND)
        self.keeper = marks.Keeper()
        self.row = Row(settings.MAIL_PAUSE_AFTER)
        self.asked: marks.Asks | None = None
        self.sessions: set[Transport] = set()
        self.trouble = ""
        self.unreachable = ""
        self.failures = 0
        self.connect_at = 0.0
        self.next_hour = 0.0
        self.next_bounces = 0.0
        self.unread = ""
        self.slowed: dict[int, int] = {}
        self.slow_until: dict[int, float] = {}
        self.next_beat = 0.0
        self.inline = alone()

    def log(self, line: str) -> None:
        """Lines end in logs; what servers and databases say quotes addresses."""
        self.write_line(without_secrets(line))

    def stop(self) -> None:
        self.stopping.set()

    def start(self) -> None:
        """What must be so before anything is sent. Raises NotArmed, Asks and CannotMark."""
        harden()
        now = timezone.now()
        arming.check(now)
        self.keeper.start(now)
        arming.heard(now)
        taken_off = replay.keep_out(now)
        if taken_off:
            self.log(f"{taken_off} who left are off the list again: this database is from before they did")
        lost = ledger.recover(now) + outbox.recover()
        if lost:
            self.log(f"{lost} mails were in the hands of a sender that died: uncertain, see reconcile_deliveries")

    def once(self) -> bool:
        """Do what can be done now. Says whether everything that waits could be tried. Raises Asks."""
        self.trouble = ""
        self.drain_outbox()
        if self.asked is None:
            self.keep_time()
        for issue in Issue.objects.filter(state=Issue.State.SENDING).order_by("week"):
            if not self.stopping.is_set():
                self.send(issue)
        ledger.skip_stopped()
        self.rest()
        arming.tell(without_secrets(self.trouble), timezone.now())
        if self.asked is not None:
            raise self.asked
        if self.trouble:
            self.log(f"Not everything could be sent: {self.trouble}")
        return not self.trouble

    def keep_time(self) -> None:
        """Freeze what is due; once an hour, draft what is next and forget what is done."""
        now = timezone.now()
        lines = schedule.keep(now)
        if time.monotonic() >= self.next_hour:
            self.next_hour = time.monotonic() + HOUR
            lines += schedule.draft_ahead(now)
            schedule.forget(now)
        for line in lines:
            self.log(line)
        if settings.MAIL_BOUNCES and time.monotonic() >= self.next_bounces:
            self.next_bounces = time.monotonic() + BOUNCES
            self.read_bounces(settings.MAIL_BOUNCES, now)
        self.trouble = self.trouble or self.unread

    def read_bounces(self, box: Mailbox, now: datetime) -> None:
        try:
            mailbox.read_mailbox(box, now, self.log)
            self.unread = ""
        except mailbox.CannotRead as error:
            self.unread = str(error)

    def forever(self, held: lock.Lock, parent: int = 0) -> None:
        """Go on until stopped, also through a restart of the database; with `parent`, until that process ends."""
        while not self.stopping.is_set() and parent in {0, os.getppid()}:
            try:
                if not held.held():
                    held.take()
                now = timezone.now()
                arming.check(now)
                if not self.keeper.sure:
                    self.keeper.start(now)
                arming.heard(now)
                self.once()
            except (OperationalError, InterfaceError) as error:
                self.log(f"The database does not answer: {error}".strip())
                self.keeper.sure = False  # what answers next may be an older copy
                connections.close_all()
            except marks.CannotMark as error:
                self.log(str(error))
            self.stopping.wait(NEXT_LOOK)

    def drain_outbox(self) -> None:
        """Hand over confirmations and the like. A server that refuses is asked again later, ever more rarely."""
        while not self.stopping.is_set() and outbox.waits(timezone.now(), self.row):
            session = self.open_session()
            if session is None:
                return
            try:
                done = outbox.drain(session, self.owner, self.row, self.may_claim, timezone.now)
            finally:
                self.drop(session)
            if not done:
                break
        self.trouble = self.trouble or self.row.broken

    def send(self, issue: Issue) -> None:
        """Send what waits of one issue, and call it sent once nothing does."""
        if time.monotonic() >= self.slow_until.get(issue.pk, 0.0):
            self.send_waiting(issue)
        now = timezone.now()
        self.trouble = self.trouble or ledger.put_off(issue, now)
        if ledger.finish(issue, now):
            ledger.blame_mailboxes(issue, now)
            self.log(f"{issue} is done: {ledger.report(issue)}")

    def send_waiting(self, issue: Issue) -> None:
        """Hand over on several connections; confirmations go on meanwhile."""
        template = letters.issue_template(issue)
        before = ledger.report(issue)
        if before.counts.get("handing"):  # of a worker whose database went: none is at work now
            ledger.recover(timezone.now())
        if ledger.next_waiting(issue) is None:
            return
        run = runs.begin(issue, before, settings.MAIL_PAUSE_AFTER)
        if self.inline:
            self.work(run, template)
        else:
            self.run(
                [threading.Thread(target=self.work, args=(run, template), daemon=True) for _ in range(self.wanted)]
            )
        self.rest()
        ledger.blame_mailboxes(issue, timezone.now(), hold=run.refused)
        if ledger.report(issue) != before:
            self.log(f"{issue}: {ledger.report(issue)}")
        if run.broken:
            self.log(f"{issue} is paused. {run.broken}")
        self.slow_down(run)

    def slow_down(self, run: runs.Run) -> None:
        """After a run in which everything was put off, the next one waits: a minute, then ever longer."""
        times = self.slowed.get(run.issue, 0) + 1 if run.slowed else 0
        self.slowed[run.issue] = times
        self.slow_until[run.issue] = time.monotonic() + wait_after(times).total_seconds() if times else 0.0
        if times:
            self.log(f"The mail server puts off what it is given; the next try is in {wait_after(times)}.")

    def run(self, workers: list[threading.Thread]) -> None:
        for worker in workers:
            worker.start()
        while any(worker.is_alive() for worker in workers):
            self.watch()
            self.beat()
            self.drain_outbox()
            for worker in workers:
                worker.join(PAUSE / len(workers))

    def beat(self) -> None:
        """Say now and then that this process lives: an issue may take hours."""
        if time.monotonic() >= self.next_beat:
            self.next_beat = time.monotonic() + BEAT
            arming.heard(timezone.now())

    def watch(self) -> None:
        """Cut the connections on which a message takes too long: a server that trickles never times out by itself."""
        for session in list(self.sessions):
            if time.monotonic() > session.deadline:
                session.cut()

    def work(self, run: runs.Run, template: Template) -> None:
        """What one connection does: settle the last message and claim the next, hand it over, again."""
        session, settled = None, None
        try:
            harden()
            session = self.open_session()
            while session is not None:
                self.pace.wait(self.stopping)
                more = not self.stopping.is_set() and not run.slowed and self.may_claim()
                now = timezone.now()
                claimed = ledger.settle_and_claim(run.issue, self.owner, settled, now, more=more)
                settled = None
                if claimed is None:
                    break
                self.keeper.claimed()
                outcome = self.deliver(session, template, claimed, now)
                answer = ledger.Settled(claimed, outcome, timezone.now(), was_closed=session.was_closed())
                if answer.outcome.fate in REFUSALS or session.exhausted():
                    ledger.settle_and_claim(run.issue, self.owner, answer, answer.at, more=False)
                else:
                    settled = answer
                run.hear(answer)
                if session.exhausted():
                    self.drop(session)
                    session = self.open_session()
        except (OperationalError, InterfaceError) as error:
            self.trouble = f"the database does not answer: {error}".strip()
        finally:
            self.drop(session)
            if not self.inline:
                connections.close_all()

    def may_claim(self) -> bool:
        """Whether one more claim may be made, by the mark. If not, claims end, and what is in hand is settled."""
        try:
            self.keeper.take()
        except marks.CannotMark as error:
            self.trouble = str(error)
            return False
        except marks.Asks as question:
            self.asked = question
            self.stop()
            return False
        return True

    def rest(self) -> None:
        """Claims end for now. What the mark has not counted by then is written with the next batch."""
        try:
            self.keeper.rest()
        except marks.CannotMark as error:
            self.trouble = str(error)

    def deliver(self, session: Transport, template: Template, claimed: ledger.Claim, now: datetime) -> Outcome:
        message = letters.stamp_issue(
            template, claimed.address, claimed.message_id, claimed.subscriber, claimed.secret, now
        )
        return session.deliver(return_path(f"d{claimed.id}"), claimed.address, message)

    def open_session(self) -> Transport | None:
        """A connection, or None while the server refuses. No message is claimed before there is one."""
        if time.monotonic() < self.connect_at:
            self.trouble = self.unreachable
            return None
        try:
            session = connect()
        except CannotConnect as error:
            self.failures += 1
            self.trouble = self.unreachable = f"the mail server cannot be reached: {error}"
            self.connect_at = time.monotonic() + wait_after(self.failures).total_seconds() / 20
            return None
        self.failures = 0
        self.sessions.add(session)
        return session

    def drop(self, session: Transport | None) -> None:
        if session is not None:
            session.quit()
            self.sessions.discard(session)
