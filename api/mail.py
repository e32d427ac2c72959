"""Mail: one message to the server that the settings name, encrypted once it leaves this machine."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from api.errors import UnavailableError
from api.language import _
from api.settings import Settings

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def deliver(settings: Settings, message: EmailMessage) -> None:
    """Send it from the settings' own address.

    Raises UnavailableError when no server is set or it does not take the message.
    """
    if settings.smtp_url is None or settings.mail_from is None:
        raise UnavailableError(
            _("Ange UPPSIKT_SMTP_URL och UPPSIKT_MAIL_FROM för att skicka e-post.")
        )
    message["From"] = settings.mail_from
    try:
        _deliver(settings.smtp_url, message)
    except (OSError, smtplib.SMTPException) as error:
        raise UnavailableError(_("E-postservern tog inte emot meddelandet.")) from error


def _deliver(url: str, message: EmailMessage) -> None:
    place = urlsplit(url)
    host, context = place.hostname or "", ssl.create_default_context()
    if place.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, place.port or 465, timeout=30, context=context
        )
    else:
        server = smtplib.SMTP(host, place.port or 587, timeout=30)
    with server:
        # What is mailed may tell of people: it leaves this machine encrypted or not at all.
        if place.scheme != "smtps" and host not in _LOOPBACK:
            server.starttls(context=context)
        if place.username:
            server.login(unquote(place.username), unquote(place.password or ""))
        server.send_message(message)
