"""One request of a person: find out who asks, check their rights, run it, answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Protocol

import structlog

from bot import commands
from bot.adapters.slack import Slack
from bot.commands.request import Asker, Click, Reply, Response
from bot.core.answers.hint import hint_message
from bot.core.conversation import Progress
from bot.core.errors import UpstreamError, UserError
from bot.core.slack.channels import refusal_words
from bot.core.slack.message import Attachment, Message
from bot.listeners.interactions import Body, clicked, from_here, place_of_click, sent_from, submitted, teams
from bot.listeners.talking import said
from bot.listeners.telling import Place, Teller
from bot.listeners.waiting import WaitingLine, WaitingLines, waiting_message
from bot.pages_left import counting_pages
from bot.services import Services
from bot.sources.people import is_admin

log = structlog.get_logger()

# Told of each request: what it was, how it ended (`ok`, `refused`, `upstream`, `bug`), how many seconds it took.
Observe = Callable[[str, str, float], None]

STRANGER = "This bot answers the people of its own workspace only."
BUG = "Something in the bot broke. It is in the log; trying again may help."
FILE_SENT = "The file is in your messages with me, under Apps."
SHARED = "Shared in the channel."


class Handlers(Protocol):
    """What answers slash commands, words in threads and direct messages, and clicks: `bot.commands`."""

    @property
    def run(self) -> Callable[[str, Asker, Services], Reply]: ...
    @property
    def run_budget(self) -> Callable[[str, Asker, Services], Reply]: ...
    @property
    def talk(self) -> Callable[[str, Asker, Services], Reply]: ...
    @property
    def click(self) -> Callable[[Click, Services], Response]: ...


class Listener:
    """Every method runs in a worker thread, after the acknowledgement, and says what goes wrong."""

    def __init__(
        self, services: Services, slack: Slack, handlers: Handlers, observe: Observe, lines: WaitingLines
    ) -> None:
        self._lines = lines
        self._services = services
        self._handlers = handlers
        self._slack = slack
        self._observe = observe
        self._teller = Teller(slack, services.clock)

    def command(self, body: Body) -> None:
        place = Place(body["user_id"], body.get("channel_id", ""), body.get("response_url", ""))
        name, text = body["command"], body.get("text") or ""
        with self._never_silent(place, f"{name} {text}") as place, self._watched("command", place):
            asker = self._asker(place, {body["team_id"]})
            is_budget = name == self._services.settings.budget_command
            answer = self._handlers.run_budget if is_budget else self._handlers.run
            reply = answer(text, asker, self._services)
            self._note(reply, asker)
            self._tell(reply, place)
            self._remember(reply, asker)

    def talk(self, body: Body) -> None:
        """Words in a thread or in a direct message; each event is answered once, also after a restart."""
        words = said(body["event"], self._slack.identity().user_id, body.get("team_id", ""))
        if words is None:
            return
        key = f"said-{body['event_id']}"
        place = Place(words.user, words.channel, is_talk=True, thread_ts=words.thread_ts, key=key)
        progress = self._begun(key)
        if progress is Progress.DONE:
            return
        if progress is Progress.BEGUN and self._teller.stands(place):
            self._answered(key)  # a process ended between its answer and this note
            return
        line = self._teller.line_of(place) if progress is Progress.BEGUN else ""
        with self._never_silent(place, words.words, line) as place, self._watched("talk", place):
            asker = replace(self._asker(place, {words.team}), thread_ts=words.thread_ts, in_public=not words.is_direct)
            reply = self._handlers.talk(words.words, asker, self._services)
            self._note(reply, asker)
            self._tell(reply, place)
            self._remember(reply, asker)
        self._answered(key)

    def _begun(self, key: str) -> Progress:
        """How far an earlier process came with it. Two answers are better than none."""
        try:
            return self._services.store.conversations.begin(key, self._services.clock())
        except UpstreamError as error:
            log.warning("talk.unknown", code=error.code)
            return Progress.NEW

    def _answered(self, key: str) -> None:
        try:
            self._services.store.conversations.finish(key, self._services.clock())
        except UpstreamError as error:
            log.warning("talk.not_noted", code=error.code)

    def _note(self, reply: Reply, asker: Asker) -> None:
        if reply.words and asker.channel_id:
            place, person = asker.spot.place, asker.spot.person(asker.user_id)
            self._services.store.conversations.note(place, person, reply.words, self._services.clock())

    def _remember(self, reply: Reply, asker: Asker) -> None:
        """Keep it for follow-ups after a restart. This comes after the answer, which does not wait for the disk."""
        if not reply.words or not asker.channel_id:
            return
        spot = asker.spot
        try:
            self._services.store.conversations.remember(
                spot.place, spot.person(asker.user_id), reply.words, self._services.clock()
            )
        except UpstreamError as error:
            log.warning("question.not_remembered", code=error.code)

    @contextmanager
    def _never_silent(self, place: Place, typed: str, stands: str = "") -> Iterator[Place]:
        """When the answer takes long, a line says what is being read. The answer replaces it or the line `stands`."""
        with counting_pages() as pages:

            def say() -> str:
                return self._teller.say_waiting(place, waiting_message(typed, pages.count))

            line = WaitingLine(say, stands)
            self._lines.start(line)
            yield replace(place, waiting=line)
            line.over()

    def click(self, body: Body) -> None:
        place = place_of_click(body)
        with self._watched("click", place):
            click = clicked(body, self._asker(place, teams(body)), place)
            self._follow(self._handlers.click(click, self._services), click, place)

    def submit(self, body: Body) -> UserError | None:
        """Run a submitted form. Returns the error that the person can correct, for the form to show."""
        place, refused = sent_from(body), list[UserError]()
        with self._watched("form", place, refused.append):
            click = submitted(body, self._asker(place, teams(body)))
            self._follow(self._handlers.click(click, self._services), click, place)
        return refused[0] if refused else None

    def options(self, body: Body) -> list[dict[str, object]]:
        """What a form's menu offers for what was typed so far; nothing to strangers."""
        try:
            self._asker(place_of_click(body), teams(body))
            return commands.suggestions(body.get("value") or "", self._services)
        except (UserError, UpstreamError) as error:
            log.warning("options.none", reason=str(error))
            return []

    def refuse_late(self, body: Body, error: UserError) -> None:
        """What is wrong with a form that is closed already."""
        self._excuse(sent_from(body), hint_message(str(error), error.suggestions))

    def home(self, event: Body, team: str) -> None:
        if event.get("tab") != "home" or not event.get("user"):
            return
        place = Place(event["user"], is_home=True)
        with self._watched("home", place):
            reply = self._handlers.run("home", self._asker(place, {team}), self._services)
            self._teller.at_home(place.user, reply.message)

    def _asker(self, place: Place, teams: set[str]) -> Asker:
        """Who asks. Rights come from ids alone, since in a shared channel an employee of another company can click."""
        ours = self._slack.identity().team_id
        if teams != {ours}:
            raise UserError(STRANGER)
        called = partial(self._called, place.channel)
        return Asker(place.user, ours, place.channel, is_admin(place.user, self._services), channel_names=called)

    def _called(self, channel: str) -> frozenset[str]:
        ids = self._services.store.sent_messages.channel_ids()
        return frozenset(name for name, id in ids.items() if id == channel)

    def _tell(self, reply: Reply, place: Place) -> None:
        if place.is_talk:
            self._teller.tell(place, reply.message)
            if reply.attachment is not None:
                self._teller.file_in_talk(place, reply.attachment)
        elif reply.attachment is not None:
            self._send_file(reply.message, reply.attachment, place, to_all=reply.shared)
        elif reply.shared:
            self._share(reply.message, place)
        else:
            self._teller.tell(place, reply.message)

    def _send_file(self, message: Message, file: Attachment, place: Place, *, to_all: bool = False) -> None:
        self._teller.with_file(place.channel if to_all else place.user, message, file)
        if not to_all or self._teller.has_said(place):
            self._teller.tell(place, Message(SHARED if to_all else FILE_SENT))

    def _share(self, message: Message, place: Place) -> None:
        try:
            self._teller.openly(place.channel, message, place.user)
            if self._teller.has_said(place):
                self._teller.tell(place, Message(SHARED))
        except UpstreamError as error:
            if error.code not in ("not_in_channel", "channel_not_found", "is_archived", "restricted_action"):
                raise
            self._teller.tell(place, message)
            text = f"I cannot post here: {refusal_words(error.code)}. Invite me with /invite, then share again."
            raise UserError(text) from None

    def _follow(self, response: Response, click: Click, place: Place) -> None:
        if response.view is not None:
            self._slack.open_view(click.trigger_id, from_here(response.view, place.channel))
        if response.replacement is not None:
            self._teller.tell(place, response.replacement, in_place=True)
        if response.public is not None:
            self._share(response.public, place)
        if response.attachment is not None and response.private is not None:
            self._send_file(response.private, response.attachment, place)
        elif response.private is not None:
            # A click on the Home tab is answered on the Home tab, with a way back.
            self._teller.tell(place, response.private, in_place=place.is_home)

    @contextmanager
    def _watched(self, kind: str, place: Place, refuse: Callable[[UserError], None] | None = None) -> Iterator[None]:
        """Say what went wrong to the person, and log a bug with its traceback."""
        start, outcome = time.monotonic(), "ok"
        try:
            with self._services.right_of_way.serving():
                yield
        except UserError as error:
            outcome = "refused"
            if refuse:
                refuse(error)
            else:
                self._excuse(place, hint_message(str(error), error.suggestions))
        except UpstreamError as error:
            outcome = "upstream"
            log.warning(f"{kind}.upstream", code=error.code, reason=str(error))
            self._excuse(place, hint_message(f"{error} Try again in a minute." if error.transient else str(error)))
        except Exception:
            # Slack has its acknowledgement, so this is no longer a matter of Bolt's error handler.
            outcome = "bug"
            log.exception(f"{kind}.bug")
            self._excuse(place, hint_message(BUG))
        took = time.monotonic() - start
        self._observe(kind, outcome, took)
        log.info(kind, user=place.user, outcome=outcome, seconds=round(took, 3))

    def _excuse(self, place: Place, message: Message) -> None:
        try:
            self._teller.tell(place, message)
        except UpstreamError as error:
            log.error("answer.lost", code=error.code)
