"""An offer and an enrolment end as deferred by an agreed deferral, and by nothing else."""

import pgtrigger


def deferred_by_row(offer: str) -> pgtrigger.Trigger:
    """Refuse that something becomes deferred while no deferral of its offer is agreed."""
    return pgtrigger.Trigger(
        name="deferred_by_row",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=~pgtrigger.Q(old__status="deferred") & pgtrigger.Q(new__status="deferred"),
        func=f"""
            IF NOT EXISTS (SELECT 1 FROM trainees_deferral
                            WHERE offer_id = {offer} AND status = 'granted') THEN
                RAISE EXCEPTION '% % is deferred by an agreed deferral only', TG_TABLE_NAME, NEW.id
                    USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        """,
    )
