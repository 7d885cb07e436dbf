"""An application is handed in only by somebody who agreed to what its program requires."""

import pgtrigger

# Only the newest answer to the newest text counts, whatever was said to earlier ones.
_AGREED = """
    IF EXISTS (
        SELECT 1 FROM courses_call c
          JOIN courses_consentterm t ON t.program_id = c.program_id
         WHERE c.id = NEW.call_id AND t.is_required AND t.published_at IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM courses_consentterm n
                            WHERE n.program_id = t.program_id AND n.kind = t.kind
                              AND n.published_at IS NOT NULL AND n.number > t.number)
           AND 'given' IS DISTINCT FROM (
               SELECT k.answer FROM trainees_consent k
                WHERE k.applicant_id = NEW.applicant_id AND k.term_id = t.id
                ORDER BY k.id DESC LIMIT 1)
    ) THEN
        RAISE EXCEPTION 'application % lacks a consent that its program requires', NEW.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
"""

consented = pgtrigger.Trigger(
    name="consented",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Q(old__status="draft", new__status="submitted"),
    func=_AGREED,
)
