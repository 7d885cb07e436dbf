"""Rules that refuse a step, each by its name."""

from django.utils.translation import gettext_lazy as _

from ivi_training.guards.errors import RuleBroken


class DeadlinePassed(RuleBroken):
    """Nobody is asked for something by a moment that is over."""

    title = _("The deadline has passed already")


class DeferralClosed(RuleBroken):
    """Nothing can be deferred: no place before its course, no later cohort, or decided already."""

    title = _("A deferral is not possible here")


class OfferClosed(RuleBroken):
    """The offer was answered, withdrawn or ran out."""

    title = _("This offer can no longer be answered")


class ConditionClosed(RuleBroken):
    """The condition is settled, or none can be set for this person now."""

    title = _("This condition cannot be changed now")


class ConditionOverdue(RuleBroken):
    """A condition is due before anybody could meet it."""

    title = _("The due date of a condition has passed")


class NotLater(RuleBroken):
    """An extension ends after the deadline that stands."""

    title = _("The new deadline is not later")


class OnboardingClosed(RuleBroken):
    """What is asked after acceptance was sent in, or its place has ended."""

    title = _("This form cannot be changed now")


class OnboardingIncomplete(RuleBroken):
    """Something that the form after acceptance needs is missing."""

    title = _("Something is still missing")


class NobodyToPayFor(RuleBroken):
    """A payer is named for an application that is still a draft."""

    title = _("There is nobody to pay for yet")


class PledgeEnded(RuleBroken):
    """Who counted as a payer counts no more."""

    title = _("This payer has ended")


class PayerUnnamed(RuleBroken):
    """A third party that nobody names cannot be asked to pay."""

    title = _("Who pays is not said")


class NoSuchEnd(RuleBroken):
    """An enrolment ends early in some ways only."""

    title = _("The enrolment does not end in this way")
