"""The chain of the ledger: whatever is changed behind the triggers' back has a name."""

import pgtrigger
import pytest
from django.core.management import call_command
from django.db import connection

from grants.awards.models import Grant
from grants.ledger.actions import checkpoints
from grants.ledger.models import LedgerCheckpoint, LedgerEntry, LedgerSeal
from grants.ledger.reports import verification
from ivi_training.guards.permissions import Role
from ivi_training.outbox.models import OutgoingEmail
from tests.databases import ignoring
from tests.factories.accounts import user_with
from tests.factories.courses import ProgramFactory
from tests.factories.grants import grant_for, line_of
from tests.factories.ledger import tranche

pytestmark = pytest.mark.django_db


@pytest.fixture
def grant(monkeypatch: pytest.MonkeyPatch) -> Grant:
    """Six entries, looked at two at a time."""
    monkeypatch.setattr(verification, "CHUNK", 2)
    grant = grant_for(ProgramFactory(code="P-1"), 1_000)
    for code in "ABC":
        line_of(grant, 100, code)
    for amount in (10, 20):
        tranche(grant, amount)
    return grant


def found() -> list[str]:
    return [str(finding) for finding in verification.findings(verification.chains())]


def behind_the_back(*statements: str) -> None:
    names = ["LedgerEntry", "LedgerSeal", "Grant"]
    with (
        ignoring(
            *(
                f"grants.{model._meta.object_name}:{t.name}"
                for model, t in pgtrigger.registered()
                if model._meta.object_name in names and model._meta.app_label == "grants"
            )
        ),
        connection.cursor() as cursor,
    ):
        for statement in statements:
            cursor.execute(statement)


def entry(number: int) -> int:
    return LedgerSeal.objects.get(number=number).entry_id


def test_untouched_ledger_is_whole(grant: Grant):
    assert found() == []
    grant.refresh_from_db()
    assert (grant.sealed, LedgerSeal.objects.count()) == (6, 6)


@pytest.mark.parametrize(
    "change",
    ["amount = amount + 1", "note = 'Another'",
     "posted_by_id = NULL", "posted_at = posted_at + interval '1 microsecond'",
     "effective_on = effective_on - 1", "key = 'another'"],
)  # fmt: skip
def test_altered_entry_is_named(grant: Grant, change: str):
    pk = entry(5)
    behind_the_back(f"UPDATE grants_ledgerentry SET {change} WHERE id = {pk}")
    assert found() == [f"MOHW-P-1: number 5, entry {pk}: altered"]


def test_missing_entry_is_named(grant: Grant):
    pk = entry(5)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    behind_the_back(f"DELETE FROM grants_ledgerentry WHERE id = {pk}")
    assert found() == [f"MOHW-P-1: number 5, entry {pk}: missing"]
    behind_the_back(f"DELETE FROM grants_ledgerseal WHERE entry_id = {pk}")
    assert found() == [
        f"MOHW-P-1: number 6, entry {entry(6)}: seal before it missing",
    ]


def test_cut_end_is_named(grant: Grant):
    pk = entry(6)
    behind_the_back(
        f"DELETE FROM grants_ledgerseal WHERE entry_id = {pk}",
        f"DELETE FROM grants_ledgerentry WHERE id = {pk}",
    )
    assert found() == ["MOHW-P-1: end of the chain, number 5: should be 6"]


COPY = """
    INSERT INTO grants_ledgerentry (grant_id, kind, from_bucket, to_bucket, amount, key, posted_at,
                                    effective_on, note)
    SELECT grant_id, kind, from_bucket, to_bucket, amount, 'copy', posted_at, effective_on, note
      FROM grants_ledgerentry WHERE kind = 'award'
"""


def test_inserted_entry_is_named(grant: Grant):
    behind_the_back(COPY)
    pk = LedgerEntry.objects.get(key="copy").pk
    assert found() == [f"MOHW-P-1: entry {pk}: inserted, without a seal"]


def test_chain_made_anew_does_not_fit_its_checkpoint(grant: Grant):
    """Whoever owns the database can reckon every seal again, but not what was mailed."""
    checkpoints.make()
    kept = LedgerCheckpoint.objects.get()
    pk = entry(6)
    facts = verification.FACTS.format(row="e")
    behind_the_back(
        f"UPDATE grants_ledgerentry SET note = 'Another' WHERE id = {pk}",
        f"""UPDATE grants_ledgerseal s SET digest = {
            verification.SEAL.format(previous="s.previous", facts=facts)
        } FROM grants_ledgerentry e
            WHERE e.id = s.entry_id AND e.id = {pk}""",
    )
    assert found() == ["MOHW-P-1: number 6: not what its checkpoint says"]
    assert not verification.contains("MOHW-P-1", kept.number, kept.digest)


def test_checkpoint_is_mailed_to_finance_once(grant: Grant):
    user_with(Role.FINANCE)
    checkpoints.make()
    checkpoints.make()
    (mail,) = OutgoingEmail.objects.all()
    kept = LedgerCheckpoint.objects.get()
    assert mail.recipient == "finance@example.org"
    assert f"MOHW-P-1: entries 6, SHA-256 {kept.digest}" in mail.text
    assert verification.contains("MOHW-P-1", 6, kept.digest)


@pytest.mark.django_db(transaction=True)
def test_command_says_what_it_saw_and_fails_where_something_is_wrong(
    grant: Grant, capsys: pytest.CaptureFixture[str]
):
    digest = LedgerSeal.objects.get(number=4).digest
    call_command("verify_ledger", "--kept", "MOHW-P-1", "4", digest)
    assert capsys.readouterr().out == "MOHW-P-1: 6 entries\n1 grants, 0 findings\n"
    with pytest.raises(SystemExit, match="1"):
        call_command("verify_ledger", "--kept", "MOHW-P-1", "4", "0" * 64)
    assert "number 4: not what was kept outside" in capsys.readouterr().out
    behind_the_back(f"UPDATE grants_ledgerentry SET note = 'Another' WHERE id = {entry(3)}")
    with pytest.raises(SystemExit, match="1"):
        call_command("verify_ledger")
    assert "altered\n" in capsys.readouterr().out
