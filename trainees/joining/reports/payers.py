"""Who pays what of a trainee's costs: the program, and whoever else has pledged a part."""

from collections import Counter
from dataclasses import dataclass, field

from grants.commitments.models import CommitmentPart
from grants.commitments.statuses import ItemKind
from trainees.applying.models import Application
from trainees.joining.models import Offer, Pledge


@dataclass
class PayerRow:
    """One kind of cost in KRW: what the program pays, and who pays the rest."""

    kind: ItemKind
    program: int = 0
    others: list[Pledge] = field(default_factory=list)


def rows(application: Application, offer: Offer | None) -> list[PayerRow]:
    """Each kind of cost that somebody pays, in two queries; the program's part of a live offer."""
    found = {pledge.pk: pledge for pledge in Pledge.objects.live().filter(application=application)}
    costs: Counter[str] = Counter()
    if offer is not None and offer.commitment is not None and not offer.commitment.released_at:
        parts = CommitmentPart.objects.filter(commitment_item__commitment=offer.commitment_id)
        for kind, cost, covered in parts.values_list("kind", "cost", "covered"):
            costs[kind] += cost - covered
    return [
        PayerRow(kind, costs[kind], [pledge for pledge in found.values() if pledge.kind == kind])
        for kind in ItemKind
        if costs[kind] or any(pledge.kind == kind for pledge in found.values())
    ]
