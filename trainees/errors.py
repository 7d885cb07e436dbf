"""Rules of admission that refuse a step."""

from django.utils.translation import gettext_lazy as _

from ivi_training.errors import RuleBroken


class ApplicationsClosed(RuleBroken):
    """The call is not open now."""

    title = _("This call does not take applications now")


class ApplicationIncomplete(RuleBroken):
    """Something that a submitted application needs is missing."""

    title = _("Your application is not complete yet")


class ConsentChanged(RuleBroken):
    """The text is not asked any more: a newer version of it is."""

    title = _("This text has changed")


class ExportInTheMaking(RuleBroken):
    """One copy of one's data is made at a time."""

    title = _("A copy of your data is being made already")


class ExportGone(RuleBroken):
    """The file of a copy exists for a while only."""

    title = _("This copy of your data is deleted")


class ErasureAsked(RuleBroken):
    """One request for erasure is decided at a time."""

    title = _("You have asked for erasure already")


class ErasureDecided(RuleBroken):
    """The request was decided or taken back."""

    title = _("This request for erasure is not open any more")


class StillInUse(RuleBroken):
    """Something of the person still runs, and has to be ended by a step of its own."""

    title = _("The data is still in use")


class StaleDraft(RuleBroken):
    """Another tab or device has saved newer text."""

    title = _("A newer version of this draft exists")


class ReturnClosed(RuleBroken):
    """What was asked was answered, or a person has decided without it."""

    title = _("Nothing is asked of this application any more")


class AnswerIncomplete(RuleBroken):
    """Something that was asked for is still missing."""

    title = _("Something that was asked for is still missing")


class EndorsementClosed(RuleBroken):
    """It is signed, declined, too late, or of an application that was withdrawn or decided."""

    title = _("This endorsement is not open any more")


class EndorserRefused(RuleBroken):
    """Somebody who cannot endorse it: the applicant, or one of too many."""

    title = _("This person was not asked")


class RemindedLately(RuleBroken):
    """The person got a mail a short while ago."""

    title = _("Reminded a short while ago")


class ChangedMeanwhile(RuleBroken):
    """Applications of a confirmed step have changed since its preview."""

    title = _("Some applications have changed since the preview")


class QuotaFull(RuleBroken):
    """A quota has fewer places left than the step takes."""

    title = _("There is no place left")


class PlacesReserved(QuotaFull):
    """The places that are left are kept for people with other facts."""

    title = _("The places that are left are reserved")


class PlaceRefused(RuleBroken):
    """The database refuses a place for a reason that nothing else here finds."""

    title = _("The place could not be taken")


class DeferralClosed(RuleBroken):
    """Nothing can be deferred: no place before its course, no later cohort, or decided already."""

    title = _("A deferral is not possible here")


class SeatHeld(RuleBroken):
    """The person holds a place in the same cohort by another application."""

    title = _("This person has a place in the cohort already")


class StreamUndecided(RuleBroken):
    """A person has to decide the stream before a place can be taken."""

    title = _("The stream of an application is not decided")


class StreamDecided(RuleBroken):
    """The stream stands: by rule, or by somebody's decision."""

    title = _("The stream is decided already")


class RubricMissing(RuleBroken):
    """A call has no published rubric to review by."""

    title = _("There is no published rubric")


class NothingToAssign(RuleBroken):
    """The choice leaves no review to hand out."""

    title = _("There is nothing to assign")


class PreviewOutdated(RuleBroken):
    """What was previewed is no longer what would happen."""

    title = _("The preview is out of date")


class NothingToUndo(RuleBroken):
    """Nothing of an assignment can be taken back any more."""

    title = _("There is nothing left to take back")


class ReviewClosed(RuleBroken):
    """The review is submitted, handed back, or its application has left the reviews."""

    title = _("This review can no longer be changed")


class ReviewIncomplete(RuleBroken):
    """A criterion has no score yet."""

    title = _("Your review is not complete yet")


class StaleReview(RuleBroken):
    """Another tab or device has saved newer scores."""

    title = _("A newer version of this review exists")


class InConflict(RuleBroken):
    """A conflict of interest stands between reviewer and application."""

    title = _("A conflict of interest stands in the way")


class AlreadyReviewer(RuleBroken):
    """The address belongs to a reviewer."""

    title = _("This person is a reviewer already")


class NothingToRank(RuleBroken):
    """No application of the cohort has a submitted review."""

    title = _("There is nothing to rank yet")


class ReviewsMissing(RuleBroken):
    """Applications lack the wanted number of reviews, and nobody said why that is fine."""

    title = _("Reviews are missing")


class FloorsImpossible(RuleBroken):
    """The floors asked for reserve more places than there are."""

    title = _("The reserved places do not fit into what is free")


class NotSigned(RuleBroken):
    """Fewer people than needed have signed the staged decisions as they are now."""

    title = _("The decisions are not signed yet")


class OnlyWhatIf(RuleBroken):
    """The run was made with other ceilings or floors than the program's."""

    title = _("This run only shows what would be")


class OfferClosed(RuleBroken):
    """The offer was answered, withdrawn or ran out."""

    title = _("This offer can no longer be answered")


class ConditionClosed(RuleBroken):
    """The condition is settled, or none can be set for this person now."""

    title = _("This condition cannot be changed now")


class ConditionOverdue(RuleBroken):
    """A condition is due before anybody could meet it."""

    title = _("The due date of a condition has passed")


class NotForOnline(RuleBroken):
    """The person has a place or an offer of one, or no online cohort is open."""

    title = _("There is no open online course to join")


class NotLater(RuleBroken):
    """An extension ends after the deadline that stands."""

    title = _("The new deadline is not later")


class AppealClosed(RuleBroken):
    """There is nothing to look at again, it was asked once already, or too late."""

    title = _("This result cannot be looked at again")


class PromotionClosed(RuleBroken):
    """The promotion was decided, or its moment has passed."""

    title = _("This promotion can no longer be decided so")


class NotDecidable(RuleBroken):
    """No decision can be taken about this application now."""

    title = _("No decision can be taken here now")


class CeilingTooLow(RuleBroken):
    """More places are taken than the new ceiling allows."""

    title = _("The ceiling is below the places already taken")


class FloorNotKept(RuleBroken):
    """What is reserved would no longer fit into what is free."""

    title = _("The reserved places do not fit")


class QuotaClosed(RuleBroken):
    """The quota was closed, or cannot be."""

    title = _("This quota is closed")


class NameTaken(RuleBroken):
    """Another organisation has this name in this country."""

    title = _("This name belongs to another organisation")


class OrganisationsApart(RuleBroken):
    """The two cannot be made one as things stand."""

    title = _("These organisations cannot be merged now")
