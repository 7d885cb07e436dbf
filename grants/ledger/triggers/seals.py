"""The seal of an entry: what it is made of, and how."""

# Every column of an entry in one text that no setting of a session changes. Empty columns are left
# out, so that a column that comes later, and is empty in older entries, leaves their seals true.
FACTS = (
    "jsonb_strip_nulls(to_jsonb({row}) || jsonb_build_object("
    "'posted_at', extract(epoch FROM {row}.posted_at)))::text"
)
SEAL = "encode(sha256(convert_to({previous} || {facts}, 'UTF8')), 'hex')"
