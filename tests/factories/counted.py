"""A world in which every kept number counts something."""

from grants.spending.actions import expenditures
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, open_call
from tests.factories.endorsements import asking_call, endorsement
from tests.factories.grants import grant_for, line_of, package_for, recorded
from tests.factories.trainees import draft, proposed, quota, waiting
from trainees.joining.actions import offers
from trainees.places.actions import quotas
from trainees.places.models import QuotaRule
from trainees.selecting.actions import promotions


def one_of_each_counted() -> None:
    cohort = CohortFactory()
    quotas.record_new(quota(cohort, 5), by=UserFactory())
    quota(cohort, 5, "Men", gender="male")
    QuotaRule.objects.create(program=cohort.program, name_en="Country", fact="country", ceiling=4)
    line = line_of(grant_for(cohort.program))
    package_for(line, amount=1_000)
    expenditures.approve(recorded(line), by=UserFactory())
    recorded(line)
    call = open_call(cohort)
    promotion = proposed(call)
    promotions.approve(promotion, by=UserFactory())
    offers.accept(promotion.offer, by=UserFactory())
    waiting(call)
    endorsement(draft(asking_call(cohort)))
