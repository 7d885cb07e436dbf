"""Small pieces of markup that every page shares."""

from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parseaddr
from typing import Any

from django import template
from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpRequest
from django.template.context import Context
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_countries import countries

from ivi_training.guards.lifecycle import status_labels
from ivi_training.pages import money
from ivi_training.pages.clocks import SEOUL
from ivi_training.pages.signs import NOTHING

register = template.Library()


@register.filter
def krw(amount: int | None) -> str:
    """Write an amount of won; a dash where there is none."""
    return NOTHING if amount is None else money.krw(int(amount)).replace(" ", "\N{NO-BREAK SPACE}")


@register.filter
def percent(ratio: float | Decimal | None) -> str:
    """Write a ratio (0.412) as a percentage with one decimal (41.2%); a dash for none."""
    return NOTHING if ratio is None else f"{ratio * 100:.1f}%"


@register.filter
def country_name(code: str | None) -> str:
    """Name a country by its ISO code in the reader's language; an unknown code stays as it is."""
    return (countries.name(code) or code) if code else NOTHING


@register.filter
def without_placeholders(form: BaseForm) -> BaseForm:
    """Take the hints out of a form's fields where they only repeat the label."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
    return form


class _ForEverybody(template.Node):
    """Its content, drawn once by each process for each language.

    Measured: saves 14 % of the CPU time of a call's page (2026-12, ADR 43).
    """

    def __init__(self, content: template.NodeList) -> None:
        self.content = content
        self.drawn: dict[str, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        """The same for every reader, for it is drawn without any page's facts."""
        language = get_language() or ""
        if language not in self.drawn:
            bare = Context()
            bare.template = context.template  # it knows where the included ones are
            self.drawn[language] = self.content.render(bare)
        return self.drawn[language]


@register.tag
def for_everybody(parser: template.base.Parser, _token: template.base.Token) -> _ForEverybody:
    """Keep what follows, until `endfor_everybody`: it names nobody and depends on no page.

    What a page or its reader is about is not seen inside, so nothing of theirs is ever kept.
    """
    content = parser.parse(["endfor_everybody"])
    parser.delete_first_token()
    return _ForEverybody(content)


# Built here and not from templates: both stand in every row of long tables.
@register.simple_tag
def status_badge(thing: Model) -> SafeString:
    """Show the status of a thing with a lifecycle: always in words, with a colour for its tone."""
    status = getattr(thing, "status", "")
    label = getattr(thing, "get_status_display", str)()
    kind = thing._meta.model_name
    return format_html(
        '<span class="status status-{} status-{}-{}">{}</span>', status, kind, status, label
    )


@register.simple_tag
def instant(moment: datetime | None) -> SafeString | str:
    """Show a moment in Korean time with its zone; a script adds the reader's own time."""
    if moment is None:
        return NOTHING
    seoul = moment.astimezone(SEOUL)
    return format_html(
        '<time datetime="{}" data-local="{}">{} KST</time>',
        seoul.isoformat(timespec="seconds"),
        _("({time} where you are)"),
        date_format(seoul, "DATETIME_FORMAT"),
    )


@register.simple_tag
def clocks(moment: datetime) -> SafeString:
    """Show a moment that somebody has to prove: in Korean time, in UTC, in their own."""
    universal = date_format(moment.astimezone(UTC), "DATETIME_FORMAT")
    return format_html('{} <span class="quiet">· {} UTC</span>', instant(moment), universal)


@register.inclusion_tag("components/meter.html")
def quota_meter(  # noqa: PLR0913 - the facts of one quota
    name: str,
    used: int,
    ceiling: int,
    *,
    certain: int | None = None,
    floor: int = 0,
    hint: str = "",
) -> dict[str, Any]:
    """Show how much of a quota is used, and within that what is certain (the enrolled)."""
    return {
        "name": name,
        "numbers": _("%(used)s of %(ceiling)s (%(ratio)s)")
        % {
            "used": intcomma(used),
            "ceiling": intcomma(ceiling),
            "ratio": percent(used / ceiling if ceiling else None),
        },
        "rest": _("%(count)s over") % {"count": intcomma(used - ceiling)}
        if used > ceiling
        else _("%(count)s free") % {"count": intcomma(ceiling - used)},
        "is_full": used >= ceiling,
        "hint": hint,
        "used_width": _width(used, ceiling),
        "certain_width": _width(used if certain is None else certain, ceiling),
        "floor_at": _width(floor, ceiling) if 0 < floor < ceiling else "",
    }


@register.inclusion_tag("components/meter.html")
def budget_meter(
    name: str, budgeted: int, committed: int, spent: int, *, hint: str = ""
) -> dict[str, Any]:
    """Show how much of a budget is spent, and beyond that what is promised."""
    used = committed + spent
    return {
        "name": name,
        "numbers": _("%(spent)s spent, %(committed)s committed of %(budgeted)s")
        % {"spent": krw(spent), "committed": krw(committed), "budgeted": krw(budgeted)},
        "rest": _("%(amount)s available") % {"amount": krw(budgeted - used)},
        "is_full": used >= budgeted,
        "hint": hint,
        "used_width": _width(used, budgeted),
        "certain_width": _width(spent, budgeted),
    }


def _width(part: int, whole: int) -> str:
    """Say the length of a bar as an SVG attribute, never beyond its frame."""
    return f"{min(100.0, 100 * part / whole) if whole else 0:.1f}%"


@register.inclusion_tag("components/nav_link.html", takes_context=True)
def nav_link(
    context: Context, url_name: str, label: str, *, with_pages_below: bool = True
) -> dict[str, Any]:
    """Link to a page of the menu, marked when the reader is on it (or on a page below it)."""
    request: HttpRequest | None = context.get("request")
    url = reverse(url_name)
    path = request.path if request else ""
    return {
        "url": url,
        "label": label,
        "is_current": path == url or (with_pages_below and path.startswith(url)),
    }


@register.simple_tag
def office_address() -> str:
    """Where a person's questions go: the address that answers to our mails reach."""
    return parseaddr(settings.MAIL_REPLY_TO or settings.DEFAULT_FROM_EMAIL)[1]


@register.simple_tag(takes_context=True)
def previous_page(context: Context) -> str:
    """Find the page the reader came from, if it is one of ours; the home page otherwise."""
    request: HttpRequest | None = context.get("request")
    came_from = request.headers.get("referer", "") if request else ""
    if request and url_has_allowed_host_and_scheme(came_from, {request.get_host()}):
        return came_from
    return reverse("courses:home")


@register.simple_tag
def status_name(thing: Model, status: str) -> str:
    return str(status_labels(type(thing)).get(status, status))
