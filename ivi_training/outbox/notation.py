"""The notation in which the text of a mail is written: tags that say what a sentence is.

    {% subject %}Your place, {{ reference }}{% endsubject %}
    {% paragraph %}One sentence, or several.{% endparagraph %}
    {% fact "Course" %}{{ cohort }}{% endfact %}          "Course: ..." in the list of facts
    {% item %}{{ address }}{% enditem %}                  one point of a list
    {% lines %}{{ text }}{% endlines %}                   what somebody wrote, line by line
    {% action page "Answer the offer" %}                  a button; `page` is a path of this site
    {% footnote %}Why you get this mail.{% endfootnote %} instead of the usual last sentence

The file writes nothing by itself: each tag adds a block to the context, and the plain text and the
HTML are both made from the blocks (texts.py). A value is words in a block, so it can begin no other
block, and it is escaped with the block's own words.
"""

from datetime import UTC, date, datetime
from typing import NamedTuple, cast

from django import template
from django.template import Context, TemplateSyntaxError
from django.template.base import FilterExpression, Node, NodeList, Parser, Token

from ivi_training.pages.clocks import SEOUL

register = template.Library()

WITH_WORDS = ("subject", "paragraph", "fact", "item", "lines", "footnote")


class Block(NamedTuple):
    """One part of a mail: its form is the tag's name, its label is empty but for facts."""

    form: str
    words: str
    label: str = ""


class MailContext(Context):
    """The values of one mail, and the blocks that its text has written so far."""

    def __init__(self, values: dict[str, object]) -> None:
        # Nothing is escaped here: the same words go into the plain text, too.
        super().__init__(values, autoescape=False)
        self.blocks: list[Block] = []


class BlockNode(Node):
    """Adds its words to the context and writes nothing where it stands."""

    def __init__(self, form: str, words: NodeList, label: FilterExpression | None) -> None:
        self.form, self.nodelist, self.label = form, words, label

    def render(self, context: Context) -> str:
        label = str(self.label.resolve(context)) if self.label else ""
        block = Block(self.form, self.nodelist.render(context), label)
        cast("MailContext", context).blocks.append(block)
        return ""


class ActionNode(Node):
    """Adds a link to a page of this site; any other address is refused."""

    def __init__(self, page: FilterExpression, label: FilterExpression) -> None:
        self.page, self.label = page, label

    def render(self, context: Context) -> str:
        page = str(self.page.resolve(context))
        # "@evil.example" after our own address would lead elsewhere.
        if not page.startswith("/"):
            message = f"An action leads to a path of this site, not to {page!r}"
            raise ValueError(message)
        block = Block("action", page, str(self.label.resolve(context)))
        cast("MailContext", context).blocks.append(block)
        return ""


def read_block(parser: Parser, token: Token) -> Node:
    """Read a tag with words; blocks do not stand in one another."""
    form, *labels = token.split_contents()
    # The parser has put this tag itself on its stack.
    around = {command for command, _token in parser.command_stack[:-1]}
    if not around.isdisjoint(WITH_WORDS):
        raise TemplateSyntaxError(f"{form} stands inside of another block")
    if len(labels) != (form == "fact"):
        raise TemplateSyntaxError("A fact has one label, other blocks have none")
    words = parser.parse((f"end{form}",))
    parser.delete_first_token()
    return BlockNode(form, words, parser.compile_filter(labels[0]) if labels else None)


for _form in WITH_WORDS:
    register.tag(_form, read_block)


@register.tag
def action(parser: Parser, token: Token) -> Node:
    """Read `{% action page "Label" %}`."""
    _name, page, label = token.split_contents()
    return ActionNode(parser.compile_filter(page), parser.compile_filter(label))


@register.filter
def one_line(value: str) -> str:
    """On one line: what Python takes for white space includes every end of a line."""
    return " ".join(value.split())


@register.filter
def day(value: date) -> str:
    """Write a day the same way in every language."""
    return f"{value:%Y-%m-%d}"


@register.filter
def seoul(value: datetime) -> str:
    return f"{value.astimezone(SEOUL):%Y-%m-%d %H:%M} KST"


@register.filter
def moment(value: datetime, at_place: str = "") -> str:
    """Write a moment in Korean time, in UTC and, where it is known, as it was at a place."""
    universal = f"{value.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return f"{seoul(value)} ({universal}{'; ' if at_place else ''}{at_place})"
