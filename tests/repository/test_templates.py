"""Templates stay small, carry no inline script or style, and each is used by somebody."""

import re
from pathlib import Path

from django.apps import apps
from django.conf import settings

from tests.repository.world import APPS

ROOT = Path(settings.BASE_DIR)
FOLDER = ROOT / "templates"
TEMPLATES = {str(p.relative_to(FOLDER)): p.read_text("utf-8") for p in FOLDER.rglob("*.*")}
CODE = "\n".join(p.read_text("utf-8") for app in APPS for p in (ROOT / app).rglob("*.py"))
PACKAGES = [
    Path(config.path) / "templates" for config in apps.get_app_configs() if config.name not in APPS
]
# Django itself asks for these by name.
BY_STATUS = {"400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"}


def is_used(name: str) -> bool:
    """Named by code or by another template, or standing in for a template of a package."""
    if name in BY_STATUS or any((folder / name).exists() for folder in PACKAGES):
        return True
    others = "\n".join(text for other, text in TEMPLATES.items() if other != name)
    if re.search(rf'["\']/?{re.escape(name)}["\']', CODE + others):
        return True
    # A mail is named by its kind, without its language, or by allauth's prefix.
    folder, _slash, file = name.rpartition("/")
    mail = re.sub(r"(\.\w\w\.txt|_subject\.txt|_message\.\w+)$", "", file)
    return "email" in folder and bool(re.search(rf'["\'/]{mail}["\']', CODE))


def test_each_template_is_used():
    assert [name for name in TEMPLATES if not is_used(name)] == []


def test_templates_are_short():
    lines = {name: len(text.splitlines()) for name, text in TEMPLATES.items()}
    assert {name: count for name, count in lines.items() if count > 120} == {}


def test_no_template_carries_script_or_style():
    """Mails are the exception: mail programs read no style sheets."""
    inline = re.compile(
        r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE
    )
    pages = {n: t for n, t in TEMPLATES.items() if n.endswith(".html") and "email" not in n}
    found = {name: inline.findall(re.sub("{#.*?#}", "", text)) for name, text in pages.items()}
    data = {"components/chart.html", "components/chart_scripts.html"}  # numbers, as JSON
    assert {n for n, hits in found.items() if hits and n not in data} == set()


def test_templates_that_are_named_exist():
    named = set(re.findall(r'{% (?:include|extends) "([^"]+)"', "\n".join(TEMPLATES.values())))
    named |= set(re.findall(r'"((?:\w+/)+\w+\.(?:html|txt))"', CODE))
    missing = {
        name
        for name in named
        if name not in TEMPLATES and not any((folder / name).exists() for folder in PACKAGES)
    }
    assert missing == set()


def test_forms_are_included_with_their_token():
    """`only` keeps the token of the request out, so that no press of the button would count."""
    forms = [name for name, text in TEMPLATES.items() if "{% csrf_token %}" in text]
    alone = {
        (other, name)
        for name in forms
        for other, text in TEMPLATES.items()
        if re.search(rf'include "{re.escape(name)}"[^%]*\bonly %}}', text)
    }
    assert alone == set()
