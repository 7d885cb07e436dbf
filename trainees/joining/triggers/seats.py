"""A seat is held by a place: whoever holds one at the end of a transaction has a live place.

Without this, a place released under a live offer, or an offer on a released place, would sell a
seat twice although every counter is right.
"""

import pgtrigger

from ivi_training.guards.triggers import update_of
from trainees.joining.statuses import LIVE_ENROLMENTS, OfferStatus

_LIVE = ", ".join(f"'{status}'" for status in LIVE_ENROLMENTS)


def seat_held(offers: str, *columns: str, is_new: bool = True) -> pgtrigger.Trigger:
    """Refuse, at the end of the transaction, that the offers which a condition picks lack a place.

    Asked when one of these columns changes, and of a new row where that can hold a seat.

    An open offer and a live enrolment hold a seat; the place is one of the same application.
    """
    changed = update_of(*columns)
    return pgtrigger.Trigger(
        name="seat_held",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | changed if is_new else changed,
        timing=pgtrigger.Deferred,
        func=f"""
            IF EXISTS (
                SELECT 1 FROM trainees_offer o JOIN trainees_place p ON p.id = o.place_id
                  LEFT JOIN trainees_enrolment e ON e.offer_id = o.id
                 WHERE {offers}
                   AND (o.status = '{OfferStatus.SENT}' OR e.status IN ({_LIVE}))
                   AND (p.released_at IS NOT NULL OR p.application_id <> o.application_id)
            ) THEN
                RAISE EXCEPTION 'a seat is held without a place: % %', TG_TABLE_NAME, NEW.id
                    USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NULL;
        """,
    )


# Who sits in a course is not counted online as well; asked at the end, for a place ends the other.
without_seat = pgtrigger.Trigger(
    name="without_seat",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    timing=pgtrigger.Deferred,
    func=f"""
        IF EXISTS (
            SELECT 1 FROM trainees_enrolment e
              JOIN trainees_onlineenrolment o ON o.application_id = e.application_id
             WHERE e.application_id = NEW.application_id AND e.status IN ({_LIVE})
               AND o.status = 'enrolled'
        ) THEN
            RAISE EXCEPTION 'application % is enrolled with a place and online',
                NEW.application_id USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NULL;
    """,
)
