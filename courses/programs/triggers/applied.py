"""What stands from the first submitted application on."""

import pgtrigger

from ivi_training.guards.triggers import update_of


def stands_once_applied(column: str, what: str) -> pgtrigger.Trigger:
    """Refuse another value of a program's column once somebody has applied to one of its calls."""
    return pgtrigger.Trigger(
        name=f"{what}_stands",
        when=pgtrigger.Before,
        operation=update_of(column),
        condition=pgtrigger.Condition(f"OLD.{column} IS DISTINCT FROM NEW.{column}"),
        func=f"""
            IF EXISTS (SELECT 1 FROM courses_call
                        WHERE program_id = NEW.id AND rules_frozen_at IS NOT NULL) THEN
                RAISE EXCEPTION 'people have applied to this program: its {what} stands'
                    USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        """,
    )
