"""Living through the program: every application, decision, offer and payment by the real actions.

The clock is moved, so that the actions of 2022 carry the dates of 2022.
"""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from courses.calls.actions import calls
from courses.calls.models import Call, ConsentTerm, FormQuestion, FormVersion
from courses.cohorts.models import Cohort
from ivi_training.accounts.models import User
from ivi_training.guards.permissions import Role
from trainees.applying.actions import drafts
from trainees.applying.models import Application
from trainees.demonstration import handovers, review_round
from trainees.demonstration.clock import at, noon
from trainees.demonstration.names import KOREA
from trainees.demonstration.papers import paper
from trainees.demonstration.people import Inventor
from trainees.demonstration.statistics import refresh_statistics
from trainees.joining.actions import conditions, enrolments, offers
from trainees.joining.models import Condition, Offer
from trainees.joining.statuses import ConditionStatus, Outcome
from trainees.online.actions import online
from trainees.portal.actions import withdrawals
from trainees.screening.actions import findings, submissions
from trainees.screening.statuses import IneligibleReason
from trainees.selecting.actions import conditions as selecting_conditions
from trainees.selecting.actions import decisions, promotions, publications
from trainees.selecting.models import Decision
from trainees.selecting.statuses import DecisionReason

PER_ORGANISATION = 6  # the limit that the program's setting has
REFUSING = 4  # each fourth person says no to what is optional
ONLINE = 12  # of those not selected in each course
VISA_DAYS = 25
SAMPLE = 40  # applications of each course that are reviewed
DECLINED, EXPIRED, WITHDRAWN = 7, 3, 2  # of the first offers of each course


@dataclass
class StoryCourse:
    """One course to live through: whom it enrols, and when the steps happened."""

    call: Call
    cohort: Cohort
    enrolled: dict[str, int]  # by country
    screened_on: date
    published_on: date
    later: "StoryCourse | None" = None  # which one may be deferred to
    deferred: Counter[str] = field(default_factory=Counter)  # who came from the one before
    applicants: list[Application] = field(default_factory=list)


class Story:
    """Lives through courses with one set of people who act and one inventor of applicants."""

    def __init__(self, people: dict[Role, User], seed: int = 2022) -> None:
        self.people = people
        self.random = random.Random(seed)  # noqa: S311 - invented events, not secrets
        self.inventor = Inventor(seed)
        self.employed: Counter[int | None] = Counter()  # places held, by organisation
        self.panel = review_round.Panel(people[Role.REVIEWER], people[Role.ADMINISTRATOR], seed)

    def run_course(self, course: StoryCourse) -> None:
        with at(course.call.opens_at):
            calls.publish(course.call, by=self.people[Role.ADMINISTRATOR])
        self._apply(course)
        with at(course.call.closes_at):
            calls.close_call(course.call)
        with at(noon(course.screened_on)):
            # What was left free in the course before: it has begun, and nobody waits here yet.
            promotions.run(course.cohort.program_id)
            self._screen(course)
        self._review(course)
        refresh_statistics()
        self._decide(course)

    def _apply(self, course: StoryCourse) -> None:
        seconds = int((course.call.closes_at - course.call.opens_at).total_seconds())
        wanted = [
            c for country, n in course.enrolled.items() for c in [country] * max(3 * n, n + 3)
        ]
        moments = sorted(self.random.randrange(60, seconds - 60) for _ in wanted)
        self.random.shuffle(wanted)
        for number, (country, second) in enumerate(zip(wanted, moments, strict=True)):
            if number % 100 == 0:
                refresh_statistics()
            with at(course.call.opens_at + timedelta(seconds=second)):
                application = self.write(course.call, course.cohort, country)
                if number % 45 == 44:
                    continue  # a draft that was never submitted
                submissions.submit(application, by=application.applicant.user)
                if number % 60 == 59:
                    withdrawals.withdraw(application, by=application.applicant.user)
                    continue
            course.applicants.append(application)

    def write(self, call: Call, cohort: Cohort, country: str) -> Application:
        person = self.inventor.person(country)
        form = FormVersion.objects.published().get(call=call)
        application = Application(call=call, cohort=cohort, form_version=form, **person.answers)
        drafts.save(
            application,
            person.applicant,
            files={"cv": paper(f"CV {person.applicant}")},
            answers=self._answers(form),
            consents=self._consents(call),
        )
        return application

    def _answers(self, form: FormVersion) -> dict[FormQuestion, Any]:
        """What this person answers to the call's own questions."""
        given, asked = self.inventor.answers(), form.outline()
        return {q: given[q.key] for s in asked for q in s.questions.all() if q.key in given}

    def _consents(self, call: Call) -> dict[ConsentTerm, bool]:
        terms = ConsentTerm.objects.in_force().filter(program=call.program_id)
        agrees = bool(self.inventor.count % REFUSING)
        return {term: term.is_required or agrees for term in terms}

    def _screen(self, course: StoryCourse) -> None:
        """One in twelve is not eligible; enough of each country stay for its places."""
        by = self.people[Role.ADMISSIONS]
        enough = Counter(str(a.applicant.nationality) for a in course.applicants)
        refused = []
        for application in course.applicants[11::12]:
            country = str(application.applicant.nationality)
            if enough[country] > course.enrolled[country] + 1:
                enough[country] -= 1
                refused.append(application)
        findings.mark_ineligible(refused, reason=IneligibleReason.EXPERIENCE, note="", by=by)
        course.applicants = [a for a in course.applicants if a not in refused]
        findings.mark_eligible(course.applicants, by=by)

    def _review(self, course: StoryCourse) -> None:
        sample, by = course.applicants[:SAMPLE], self.people[Role.ADMISSIONS]
        with at(noon(course.screened_on) + timedelta(hours=4)):
            review_round.rubric(
                course.call, review_by=noon(course.published_on), is_blind=True, by=by
            )
            given = self.panel.assign(sample)
        refresh_statistics()
        with at(noon(course.published_on) - timedelta(days=1)):
            for review in given:
                self.panel.write(review)
            review_round.freeze(sample, by=by)

    def _decide(self, course: StoryCourse) -> None:
        """A first round of offers, some given back, and a second one from the waiting list."""
        chosen, waiting, others = self._rank(course)
        with at(noon(course.published_on)):
            self._publish(course.cohort, chosen, waiting, others)
        self._grant_more(course)
        self._hand_on(course, waiting)
        freed = self._answer(course)
        second = [self._replace(application, waiting) for application in freed]
        with at(noon(course.published_on) + timedelta(days=16)):
            self._publish(course.cohort, second, [], [])
        with at(noon(course.published_on) + timedelta(days=18)):
            for offer in handovers.open_offers(course.cohort):
                offers.accept(offer, by=offer.application.applicant.user)
            self._settle(course)
        self._follow_online(course, others)

    def _grant_more(self, course: StoryCourse) -> None:
        """One person has until later to answer; three are to show their visa."""
        by, made = self.people[Role.ADMISSIONS], handovers.open_offers(course.cohort)
        with at(noon(course.published_on) + timedelta(hours=2)):
            later = made[-1].respond_by + timedelta(days=1)
            offers.extend(made[-1], later, by=by, reason="Away on fieldwork without a connection.")
            visa = conditions.ConditionTerms(
                kind=Condition.Kind.VISA,
                due_at=noon(course.published_on) + timedelta(days=VISA_DAYS),
                when_missed=Condition.WhenMissed.PERSON,
            )
            abroad = [o.application for o in made if str(o.application.country) != KOREA]
            selecting_conditions.set_all(abroad[-3:], visa, by=by)

    def _hand_on(self, course: StoryCourse, waiting: list[Application]) -> None:
        """One declines at once, and where a course follows one defers to it; who waits comes up."""
        with at(noon(course.published_on) + timedelta(days=1)):
            offer = self._compatriot(course)
            self.employed[offer.application.organisation_id] -= 1
            handovers.decline(offer)
            self._promote(course, waiting)
        if course.later is None:
            return
        with at(noon(course.published_on) + timedelta(days=3)):
            offer = self._compatriot(course)
            course.later.deferred[str(offer.application.country)] += 1
            handovers.defer(offer, course.later.cohort, by=self.people[Role.ADMISSIONS])
            self._promote(course, waiting)

    def _compatriot(self, course: StoryCourse) -> Offer:
        """An open offer in the country of who waits first, so that every published number holds."""
        country = handovers.next_of(course.cohort).country
        return next(
            o for o in handovers.open_offers(course.cohort) if o.application.country == country
        )

    def _promote(self, course: StoryCourse, waiting: list[Application]) -> None:
        by = self.people[Role.ADMISSIONS]
        for application in handovers.promote(course.cohort, by=by):
            waiting.remove(application)
            self.employed[application.organisation_id] += 1

    def _settle(self, course: StoryCourse) -> None:
        """The visas are shown, but for those who have given their place back."""
        # Joined with all that a mail shows, the few rows took a minute before the first ANALYZE.
        for condition in Condition.objects.waiting().filter(application__cohort=course.cohort):
            conditions.settle(condition, ConditionStatus.MET, by=self.people[Role.ADMISSIONS])

    def _follow_online(self, course: StoryCourse, others: list[Application]) -> None:
        """Some of those who were not selected follow the open online course."""
        with at(noon(course.published_on) + timedelta(days=19)):
            for application in others[:ONLINE]:
                online.join(application)

    def _rank(
        self, course: StoryCourse
    ) -> tuple[list[Application], list[Application], list[Application]]:
        """As many of each country as were enrolled, then a waiting list, then the rest."""
        left = {country: n - course.deferred[country] for country, n in course.enrolled.items()}
        chosen, rest = [], []
        for application in course.applicants:
            country = str(application.applicant.nationality)
            if left[country] and self.employed[application.organisation_id] < PER_ORGANISATION:
                left[country] -= 1
                self.employed[application.organisation_id] += 1
                chosen.append(application)
            else:
                rest.append(application)
        return chosen, rest[: len(rest) // 2], rest[len(rest) // 2 :]

    def _replace(self, freed: Application, waiting: list[Application]) -> Application:
        """The first on the waiting list from the same country, so that every quota holds."""
        self.employed[freed.organisation_id] -= 1
        found = next(
            application
            for application in waiting
            if application.applicant.nationality == freed.applicant.nationality
            and self.employed[application.organisation_id] < PER_ORGANISATION
        )
        waiting.remove(found)
        self.employed[found.organisation_id] += 1
        return found

    def _publish(
        self,
        cohort: Cohort,
        chosen: list[Application],
        waiting: list[Application],
        others: list[Application],
    ) -> None:
        by = self.people[Role.ADMISSIONS]
        for people, outcome, reason in [
            (chosen, Outcome.SELECTED, DecisionReason.MERIT),
            (waiting, Outcome.WAITLISTED, DecisionReason.PLACES),
            (others, Outcome.NOT_SELECTED, DecisionReason.PLACES),
        ]:
            decisions.stage(people, outcome=outcome, reason=reason, note="", by=by)
        staged = Decision.objects.staged().filter(application__cohort=cohort)
        seen = publications.digest(staged.select_related("application"))
        for person in (by, self.people[Role.ADMINISTRATOR]):
            publications.sign(cohort, seen=seen, by=person)
        decisions.publish(cohort, by=by)

    def _answer(self, course: StoryCourse) -> list[Application]:
        """Most accept; some decline, let it expire, or withdraw. Those whose place is free again."""
        made = handovers.open_offers(course.cohort)
        # The last one has more time, and takes the place.
        several = [o for o in made[:-1] if course.enrolled[str(o.application.country)] > 3]
        lost = self.random.sample(several, DECLINED + EXPIRED + WITHDRAWN)
        for offer in made:
            with at(noon(course.published_on) + timedelta(days=self.random.randint(1, 12))):
                self._answer_one(offer, lost)
        with at(made[0].respond_by + timedelta(minutes=1)):
            for offer in Offer.objects.overdue().select_related("place__cohort", "commitment"):
                offers.expire(offer)
        return [offer.application for offer in lost]

    def _answer_one(self, offer: Offer, lost: list[Offer]) -> None:
        user = offer.application.applicant.user
        if offer not in lost:
            offers.accept(offer, by=user)
        elif lost.index(offer) < DECLINED:
            offers.decline(offer, by=user, reason="My employer cannot release me.")
        elif lost.index(offer) < DECLINED + WITHDRAWN:
            enrolment = offers.accept(offer, by=user)
            enrolments.withdraw(enrolment, by=user, reason="Illness in the family.")
