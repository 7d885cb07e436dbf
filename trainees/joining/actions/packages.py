"""Which support package funds whom: the one of their stream, for how their cohort is taught."""

from collections.abc import Iterable

from grants.commitments.models import SupportPackage
from trainees.applying.models import Application


class Packages:
    """The support packages of some programs, read once; who has none is not funded."""

    def __init__(self, program_ids: Iterable[int]) -> None:
        self.all = list(SupportPackage.objects.for_programs(program_ids))
        self._by_kind: dict[tuple[int | None, str], SupportPackage] = {
            (package.stream_id, package.modality): package for package in self.all
        }

    def of(self, application: Application) -> SupportPackage | None:
        """The package that pays for this person in the cohort applied to, if there is one."""
        return self._by_kind.get((application.stream_id, application.cohort.modality))
