"""A list of countries is used once it is published, and for what its scheme is about."""

import pgtrigger

from courses.countries.statuses import IncomeGroup, OdaGroup, Scheme
from ivi_training.guards.triggers import update_of


def _array(groups: type[IncomeGroup | OdaGroup]) -> str:
    return f"ARRAY[{', '.join(repr(str(group)) for group in groups.values)}]::varchar[]"


_FITS = {Scheme.WB_INCOME: _array(IncomeGroup), Scheme.DAC_ODA: _array(OdaGroup)}
# The groups of a scheme, by its name in SQL.
GROUPS_OF = "CASE {scheme} " + " ".join(
    f"WHEN '{scheme}' THEN {groups}" for scheme, groups in _FITS.items()
) + " END"  # fmt: skip

of_scheme = pgtrigger.Trigger(
    name="of_scheme",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    declare=[("of_list", "varchar")],
    func=f"""
        SELECT scheme INTO of_list FROM courses_classificationvintage WHERE id = NEW.vintage_id;
        IF NOT NEW.income_group = ANY({GROUPS_OF.format(scheme="of_list")}) THEN
            RAISE EXCEPTION 'group % is none of %', NEW.income_group, of_list
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    """,
)

# A foreign key cannot ask whether what it points to is published.
pinned = pgtrigger.Trigger(
    name="list_published",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | update_of("vintage_id"),
    func="""
        IF NOT EXISTS (SELECT 1 FROM courses_classificationvintage
                        WHERE id = NEW.vintage_id AND published_at IS NOT NULL
                          AND scheme = 'WB_INCOME') THEN
            RAISE EXCEPTION 'a program pins a published list of income groups'
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    """,
)

# The groups of a rule are words of its list: another list would judge by none of them.
judges_by_list = pgtrigger.Trigger(
    name="list_published",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    declare=[("of_list", "varchar")],
    func=f"""
        of_list := 'WB_INCOME';
        IF NEW.vintage_id IS NOT NULL THEN
            SELECT scheme INTO of_list FROM courses_classificationvintage
             WHERE id = NEW.vintage_id AND published_at IS NOT NULL;
        END IF;
        IF of_list IS NULL OR NOT NEW.income_groups <@ ({GROUPS_OF.format(scheme="of_list")}) THEN
            RAISE EXCEPTION 'a rule judges by a published list, and by the groups of that list'
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    """,
)
