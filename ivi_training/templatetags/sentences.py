"""`{% translate "..." %}` for mails: a sentence that never varies is translated once, when read.

For templates that are read anew for each language (outbox/texts.py, where the gain is noted).
"""

from django import template
from django.template import Context
from django.template.base import Node, Parser, TextNode, Token
from django.templatetags.i18n import TranslateNode, do_translate

register = template.Library()


@register.tag("translate")
def translate(parser: Parser, token: Token) -> Node:
    """Read the tag as Django does; a plain sentence becomes text in the language of the reading."""
    node: TranslateNode = do_translate(parser, token)
    sentence = node.filter_expression
    is_fixed = isinstance(sentence.var.literal, str) and not (sentence.filters or node.asvar)
    return TextNode(node.render(Context())) if is_fixed else node
