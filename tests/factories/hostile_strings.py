"""Texts that nobody types by accident: each has broken some program."""
# ruff: noqa: E501, RUF001 - as long and as odd as they have to be

from itertools import product

MARKUP = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>",
    '"><script>alert(1)</script>', "'><b>x</b>", "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>", "<iframe src=javascript:alert(1)>", "<!--", "-->", "<![CDATA[",
    "]]>", '<a href="javascript:alert(1)">x</a>', "javascript:alert(1)", "data:text/html,<b>x</b>",
    "vbscript:msgbox(1)", "<math><mtext></mtext></math>", "<style>*{display:none}</style>",
    "<meta http-equiv=refresh content=0>", "<base href=//evil.example>", "<form action=//evil.example>",
    "<object data=x>", "<embed src=x>", "<link rel=stylesheet href=//evil.example>", "&lt;b&gt;",
    "&#60;script&#62;", "&amp;amp;", '" autofocus onfocus=alert(1) x="', "' onmouseover='alert(1)",
    "<b", "<<b>>", "<br/>", '<?xml version="1.0"?>', "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///x'>]>",
    "<ScRiPt>alert(1)</sCrIpT>", "<details open ontoggle=alert(1)>", '\\"><u>x</u>',
]  # fmt: skip
TEMPLATES = [
    "{{ 7*7 }}", "{% debug %}", "{{ settings.SECRET_KEY }}", "{% include 'base.html' %}", "{# x #}",
    "{%", "%}", "{{", "}}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "%(name)s", "%s%s%s%s%n", "%d", "{0}", "{x}",
    "{0.__class__}", "{request.user.password}", "$name", "$(id)", "`id`", '#import "x"', '#eval("1")',
    "$ x $", "*bold* _it_", "@label", "\\input{x}", "\\write18{id}",
]  # fmt: skip
QUERIES = [
    "' OR '1'='1", "'; DROP TABLE trainees_application; --", '" OR ""="', "1; SELECT pg_sleep(9)",
    "' UNION SELECT null--", "admin'--", "') OR ('1'='1", "1' AND 1=1 --", "\\'; --", "$$", "%", "_", "%%",
    "*)(uid=*))(|(uid=*", '{"$gt": ""}', "[$ne]=1", "NULL", "null", "undefined", "NaN", "-Infinity",
    "true", "None", "0x1F", "1e309", "-0", "1/0", "--help", "; ls", "| cat", "& dir", "&& id", "|| id",
]  # fmt: skip
PATHS = [
    "../../../../etc/passwd", "..\\..\\windows\\win.ini", "/etc/passwd", "file:///etc/passwd", "C:\\con",
    "con", "aux.txt", "a/../b", "%2e%2e%2f", "....//", "\\\\evil\\share", "~root", ".", "..", "/", "//",
    "http://127.0.0.1/", "http://169.254.169.254/", "//evil.example", "gopher://evil.example",
]  # fmt: skip
FORMULAS = [
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "=cmd|' /C calc'!A0", '=HYPERLINK("http://evil.example")',
    "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "＝1+1", "＋1", "－1", "＠SUM(1)", '=IMPORTXML(A1,"//a")',
    "'=1+1", '"=1+1"', '=1+1;"x"', "a,b", "a;b", "a\tb", '"', '""', "'",
]  # fmt: skip
LINES = [
    "a\nb", "a\r\nb", "a\rb", "\n", "\r\n\r\n", "Anna\r\nBcc: all@evil.example", "Anna\nSubject: x",
    "a%0d%0aSet-Cookie: x=1", "a\r\n.\r\nMAIL FROM:<x>", "a\n\n\n\nb", "\n" * 500, "a\n" * 500,
]  # fmt: skip
# Kinds of characters that cannot be seen, each alone, within a word and at both ends.
CONTROLS = [chr(code) for code in (0, 1, 7, 8, 11, 12, 27, 28, 31, 127, 0x80, 0x85, 0x9B, 0x9F)]
TURNING = [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]
MARKS = ["\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u2060", "\ufeff", "\u00ad", "\u061c"]
BROKEN = [
    "\ud800",
    "\udfff",
    "\udc00\ud800",
    "\ufffe",
    "\uffff",
    "\U0001fffe",
    "\U000e0041",
    "\u2028",
]
UNSEEN = [*CONTROLS, *TURNING, *MARKS, *BROKEN]
HIDDEN = [form.format(sign) for sign, form in product(UNSEEN, ["{}", "An{}na", "{0}Anna{0}"])]
SCRIPTS = [
    "раураl", "аdmin", "Αnna", "ｆｕｌｌ", "ﬁ", "ß", "İ", "ı", "K", "Å", "e\u0301" * 60, "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A", "👩‍👩‍👧‍👦", "🇰🇷",
    "김민준", "田中さん", "مرحبا", "שלום", "ไทย", "नमस्ते", "Ạ̵̛̛̃", "﷽", "𝕏𝕐", "㏂", "½", "٣", "１２３", "Ⅷ", "²",
    "O’Brien", "D'Arcy-Smith", "Nguyễn Thị Ánh", "X Æ A-12", "-", "—", "…", "¿?", "∞",
]  # fmt: skip
STRUCTURES = [
    '{"a": 1}', "[1, 2", "{", "}", "[]", '{"__proto__": {}}', '"\\ud800"', "a: &a [*a, *a]", "!!python/none",
    "a=1&b=2", "rO0ABXNy", "gASVAAAAAAAAAA==", "(dp0", "<x/>", "1,2,3", "2026-13-45", "0000-00-00", "9999-99-99",
    "99999999999999999999", "-99999999999999999999", "9" * 5000, "1.7976931348623157e309", "00:00:61", "1_000",
]  # fmt: skip
LONG = ["A" * 1_000_000, "<" * 1_000_000, "a@" + "b" * 100_000 + ".example", "é" * 60_000]
STRINGS = [
    *MARKUP, *TEMPLATES, *QUERIES, *PATHS, *FORMULAS, *LINES, *HIDDEN, *SCRIPTS, *STRUCTURES, *LONG,
]  # fmt: skip
