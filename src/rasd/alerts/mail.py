"""Channels by mail, through the server in RASD_SMTP_URL; its password is never stored and never shown."""

from __future__ import annotations

import os
import re
import smtplib
import ssl
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from html import escape
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from rasd.alerts.messages import headline, html_lines, lines, link, web, word
from rasd.alerts.model import Hit, Notice
from rasd.articles import shortened
from rasd.errors import RasdError, UsageError
from rasd.export.labels import Language
from rasd.export.safe import one_line

SERVER, SENDER = "RASD_SMTP_URL", "RASD_MAIL_FROM"
SECONDS = 20.0
_STYLE = "font-family:'Noto Naskh Arabic','Segoe UI',Tahoma,Arial,sans-serif;line-height:1.7"
_MOST = 20  # addresses of one channel
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?=[A-Za-z0-9])[A-Za-z0-9.-]{1,250}[A-Za-z0-9]")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_EXPECTED = "smtp://user:password@host:587 (STARTTLS) or smtps://user:password@host:465"


class Server(NamedTuple):
    """The mail server in RASD_SMTP_URL."""

    host: str
    port: int
    tls: bool
    user: str | None
    password: str | None

    def __repr__(self) -> str:
        return f"Server({self.host}:{self.port})"


def server_of(url: str) -> Server:
    """The server of an address. Raises UsageError, which never repeats the address, as it has a password."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise UsageError(f"{SERVER}: expected {_EXPECTED}")
    tls = parts.scheme == "smtps"
    user, password = (unquote(part) if part is not None else None for part in (parts.username, parts.password))
    return Server(parts.hostname, port or (465 if tls else 587), tls, user or None, password)


class Mail:
    """Sends one mail for each notice, with the same Message-ID when it is sent again, so that mailboxes recognise it."""

    name = "mail"

    def __init__(self, environment: Mapping[str, str] | None = None, context: ssl.SSLContext | None = None) -> None:
        self.environment = os.environ if environment is None else environment
        self.context = context

    def check(self, to: str, /, *, private: bool) -> str:
        """One address or several, separated by commas."""
        found = [address.strip() for address in to.split(",") if address.strip()]
        wrong = [address for address in found if not _ADDRESS.fullmatch(address)]
        if wrong or not 1 <= len(found) <= _MOST:
            raise UsageError(
                f"mail:{(wrong or [to])[0][:80]}: expected 1 to {_MOST} addresses such as name@example.org, with commas between"
            )
        return ",".join(found)

    def __call__(self, notice: Notice, /) -> str | None:
        """Send a notice. Returns the refused addresses, if others were accepted. Raises UsageError without a server, RasdError if it
        accepts none."""
        url = self.environment.get(SERVER)
        if not url:
            raise UsageError(f"{SERVER} is not set where alerts are told; expected {_EXPECTED}")
        server = server_of(url)
        message = mail_of(notice, self.environment.get(SENDER) or _sender(server))
        try:
            return self._send(server, message)
        except (smtplib.SMTPException, OSError) as error:
            raise RasdError(_without(_told(error, server), server)) from error

    def _send(self, server: Server, message: EmailMessage) -> str | None:
        context = self.context or ssl.create_default_context()
        made = (
            smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=context)
            if server.tls
            else smtplib.SMTP(server.host, server.port, timeout=SECONDS)
        )
        with made as smtp:
            smtp.ehlo()
            if not server.tls and smtp.has_extn("starttls"):
                smtp.starttls(context=context)
                smtp.ehlo()
            elif not server.tls and server.host not in _LOOPBACK:
                raise RasdError(f"{server.host} offers no STARTTLS: mails and password would travel open; use smtps://, or another server")
            if server.user:
                smtp.login(server.user, server.password or "")
            refused = smtp.send_message(message)
        return f"{server.host} refused {', '.join(sorted(refused))[:200]}; the others have the mail" if refused else None


def mail_of(notice: Notice, sender: str) -> EmailMessage:
    """The mail, as plain text and HTML, with all hits."""
    language = notice.channel.language
    first = headline(notice.hits[0]) if notice.hits else ""
    count = f" ({len(notice.hits)})" if len(notice.hits) > 1 else ""
    made = EmailMessage(policy=SMTP)
    made["Subject"] = shortened(one_line(f"{notice.alert.name}{count}: {first}"), 180)
    made["From"] = one_line(sender)
    made["To"] = ", ".join(notice.channel.to.split(","))
    made["Date"] = formatdate(localtime=False)
    made["Message-ID"] = f"<{notice.id}@rasd.invalid>"
    made["Auto-Submitted"] = "auto-generated"
    made["X-Rasd-Notice"] = notice.id
    made.set_content(_plain(notice, language))
    made.add_alternative(_html(notice, language), subtype="html")
    return made


def _plain(notice: Notice, language: Language) -> str:
    parts = [word("sample", language)] if notice.sample else []
    parts += ["\n".join(filter(None, (headline(hit), *lines(hit, language), link(hit), _on_desk(notice, hit)))) for hit in notice.hits]
    return _sendable("\n\n".join((notice.alert.name, *parts)) + "\n")


def _html(notice: Notice, language: Language) -> str:
    direction = "rtl" if language == "ar" else "ltr"
    name = escape(notice.alert.name)
    head = f'<!doctype html><html lang="{language}" dir="{direction}"><head><meta charset="utf-8"><title>{name}</title></head><body>'
    sample = f"<p><b>{escape(word('sample', language))}</b></p>" if notice.sample else ""
    body = "".join(_item(notice, hit, language) for hit in notice.hits)
    # Some mail programs keep neither `html` nor `body`, and their attributes with them.
    return _sendable(f'{head}<div dir="{direction}" style="{_STYLE}"><h1><bdi>{name}</bdi></h1>{sample}{body}</div></body></html>\n')


def _item(notice: Notice, hit: Hit, language: Language) -> str:
    title, address, desk = escape(headline(hit)), link(hit), _on_desk(notice, hit)
    shown = f'<a href="{escape(address)}">{title}</a>' if address else title
    return f'<h2><bdi lang="ar">{shown}</bdi></h2>{html_lines(hit, language)}' + (
        f'<p><a href="{escape(desk)}">{escape(desk)}</a></p>' if desk else ""
    )


def _on_desk(notice: Notice, hit: Hit) -> str | None:
    base = web(notice.desk)
    if base is None:
        return None
    path = f"/articles/{quote(hit.article)}" if hit.article and hit.kind != "story" else f"/stories/{quote(hit.story or '')}"
    return base.rstrip("/") + path


def _sendable(text: str) -> str:
    """A text without lone surrogates and NUL, which mail cannot carry."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "\ufffd")


def _sender(server: Server) -> str:
    return server.user if server.user and _ADDRESS.fullmatch(server.user) else f"rasd@{server.host}"


def _told(error: Exception, server: Server) -> str:
    where = f"{server.host}:{server.port}"
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"{where} does not take the user's name and password of {SERVER}"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return f"{where} refused {', '.join(sorted(error.recipients))[:200]}"
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error.decode("utf-8", "replace") if isinstance(error.smtp_error, bytes) else str(error.smtp_error)
        return f"{where} answered {error.smtp_code} {one_line(said)[:160]}"
    if isinstance(error, ssl.SSLError):
        return f"{where}: its certificate is not to be trusted, or it speaks no TLS there ({one_line(str(error.reason or error))[:100]})"
    return f"{where} could not be reached ({one_line(getattr(error, 'strerror', None) or str(error) or type(error).__name__)[:120]})"


def _without(message: str, server: Server) -> str:
    """A message without the password, which a server might repeat."""
    secrets: Sequence[str] = [server.password] if server.password and len(server.password) > 2 else []
    for secret in secrets:
        message = message.replace(secret, "***")
    return message
