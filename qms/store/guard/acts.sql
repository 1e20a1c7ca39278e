-- What an act may do to a record, as the kinds describe it: whoever calls without the program gets no further with the
-- name of an act than the act goes.

-- Where a value of JSON has not the form that its model asks for (a JSON Schema, of which models use these words);
-- null: it has.
CREATE OR REPLACE FUNCTION misfit(said jsonb, form jsonb, defs jsonb, path text) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE one jsonb; named text; found text; size int; spelled text;
BEGIN
  IF form ? '$ref' THEN RETURN misfit(said, defs -> substr(form ->> '$ref', 9), defs, path); END IF;
  IF form ? 'anyOf' THEN
    FOR one IN SELECT * FROM jsonb_array_elements(form -> 'anyOf') LOOP
      IF misfit(said, one, defs, path) IS NULL THEN RETURN NULL; END IF;
    END LOOP;
    RETURN path;
  END IF;
  IF form ? 'enum' AND NOT form -> 'enum' @> jsonb_build_array(said) THEN RETURN path; END IF;
  CASE form ->> 'type'
    WHEN 'string' THEN
      IF jsonb_typeof(said) <> 'string' THEN RETURN path; END IF;
      spelled := said #>> '{}';
      size := length(spelled);
      IF size > coalesce((form ->> 'maxLength')::int, size) OR size < coalesce((form ->> 'minLength')::int, 0)
         OR spelled !~ coalesce(form ->> 'pattern', '') THEN RETURN path; END IF;
      IF form ->> 'format' = 'date' AND (spelled !~ '^\d{4}-\d\d-\d\d$' OR NOT isfinite(spelled::date))
         OR form ->> 'format' = 'date-time' AND (spelled !~ '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?\+00:00$'
           OR NOT isfinite(spelled::timestamptz)) THEN RETURN path; END IF;
    WHEN 'integer', 'number' THEN
      IF jsonb_typeof(said) <> 'number' THEN RETURN path; END IF;
      IF said::numeric > coalesce((form ->> 'maximum')::numeric, said::numeric)
         OR said::numeric < coalesce((form ->> 'minimum')::numeric, said::numeric)
         OR form ->> 'type' = 'integer' AND trunc(said::numeric) <> said::numeric THEN RETURN path; END IF;
    WHEN 'array' THEN
      IF jsonb_typeof(said) <> 'array' THEN RETURN path; END IF;
      IF jsonb_array_length(said) > coalesce((form ->> 'maxItems')::int, 100000) THEN RETURN path; END IF;
      FOR one IN SELECT * FROM jsonb_array_elements(said) LOOP
        found := misfit(one, coalesce(form -> 'items', '{}'), defs, path || '[]');
        IF found IS NOT NULL THEN RETURN found; END IF;
      END LOOP;
    WHEN 'object' THEN
      IF jsonb_typeof(said) <> 'object' THEN RETURN path; END IF;
      IF EXISTS (SELECT FROM jsonb_array_elements_text(form -> 'required') r WHERE NOT said ? r) THEN RETURN path; END IF;
      FOR named, one IN SELECT * FROM jsonb_each(said) LOOP
        IF NOT form -> 'properties' ? named THEN RETURN path || '.' || named; END IF;
        found := misfit(one, form -> 'properties' -> named, defs, path || '.' || named);
        IF found IS NOT NULL THEN RETURN found; END IF;
      END LOOP;
    ELSE
      IF form ? 'type' AND jsonb_typeof(said) <> form ->> 'type' THEN RETURN path; END IF;
  END CASE;
  RETURN NULL;
END $$;

-- Only what is new is looked at: the rest was when it was written.
CREATE OR REPLACE FUNCTION judge_form(e entries, said jsonb, was jsonb, form jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE named text; one jsonb; found text;
BEGIN
  IF NOT said ?& ARRAY(SELECT jsonb_array_elements_text(form -> 'required')) THEN
    PERFORM refuse('QMA04', 'a record that lacks a field', e.code);
  END IF;
  FOR named, one IN SELECT * FROM jsonb_each(said) LOOP
    CONTINUE WHEN one = was -> named;
    found := CASE WHEN form -> 'properties' ? named
      THEN misfit(one, form -> 'properties' -> named, form -> '$defs', named) ELSE named END;
    IF found IS NOT NULL THEN PERFORM refuse('QMA04', 'a field that has not its form', e.code || ' ' || found); END IF;
  END LOOP;
END $$;

-- A new signature is that of who acts, under this act and this version, by a signer of theirs.
CREATE OR REPLACE FUNCTION judge_signature(e entries, said jsonb, was jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE before jsonb := coalesce(was -> 'signatures', '[]'); now jsonb := coalesce(said -> 'signatures', '[]'); new jsonb;
BEGIN
  IF e.act = e.kind || '.bring' AND jsonb_array_length(now) > 0 THEN
    PERFORM refuse('QMA04', 'a signature that was brought', e.code);
  ELSIF NOT begins(now, before) OR jsonb_array_length(now) > jsonb_array_length(before) + 1 THEN
    PERFORM refuse('QMA04', 'a signature that was moved', e.code);
  END IF;
  new := now -> jsonb_array_length(before);
  IF new IS NULL THEN RETURN; END IF;
  IF new ->> 'person' IS DISTINCT FROM e.actor OR new ->> 'on_behalf_of' IS DISTINCT FROM e.on_behalf_of THEN
    PERFORM refuse('QMA02', 'a signature of another', coalesce(new ->> 'person', '?'));
  ELSIF new ->> 'act' IS DISTINCT FROM e.act OR new ->> 'version' IS DISTINCT FROM e.version::text
     OR new ->> 'signer' IS NOT NULL AND NOT EXISTS (SELECT FROM signers s WHERE s.code = new ->> 'signer'
       AND s.person = e.actor AND s.status = 'active' AND s.means = new ->> 'means') THEN
    PERFORM refuse('QMA04', 'a signature of something else', e.code);
  END IF;
END $$;

-- A hand-over lets people see what stands on it: so it is of the giver's own things, and the giver is of its department.
CREATE OR REPLACE FUNCTION judge_handover(e entries, said jsonb, was jsonb, today date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE giver text := said ->> 'giver'; found text;
BEGIN
  IF e.act LIKE '%.bring' THEN RETURN; END IF;
  IF was IS NULL AND (said ->> 'prepared_by' IS DISTINCT FROM e.actor OR said ->> 'department' IS DISTINCT FROM
      (SELECT coalesce(b.department, p.department) FROM people p LEFT JOIN LATERAL (SELECT o.department FROM people_before o
         WHERE o.record = p.code AND (said ->> 'effective_on')::date < o.until ORDER BY o.seq LIMIT 1) b ON true
       WHERE p.code = giver)) THEN
    PERFORM refuse('QMA04', 'a hand-over of somebody else', giver);
  ELSIF e.act = 'handover.give' AND (said ->> 'given_by' IS DISTINCT FROM e.actor OR e.actor = said ->> 'receiver'
      OR e.actor <> giver AND EXISTS (SELECT FROM people p WHERE p.code = giver AND (p.until IS NULL OR today < p.until)))
  THEN
    PERFORM refuse('QMA02', 'a hand-over given by another', giver);
  END IF;
  SELECT i.one ->> 'matter' INTO found FROM jsonb_array_elements(said -> 'items') i(one)
    WHERE NOT coalesce(was -> 'items', '[]') @> jsonb_build_array(i.one)
      AND NOT EXISTS (SELECT FROM places p WHERE p.code = i.one ->> 'matter' AND p.people @> ARRAY[giver]) LIMIT 1;
  IF found IS NOT NULL THEN PERFORM refuse('QMA04', 'what is not in the hands of who gives', found); END IF;
END $$;

CREATE OR REPLACE FUNCTION judge_act(e entries, said jsonb, was jsonb, today date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE a acts; k kinds; known jsonb := coalesce(was, '{}'); found text;
BEGIN
  SELECT * INTO a FROM acts o WHERE o.act = e.act;
  SELECT * INTO k FROM kinds o WHERE o.kind = e.kind;
  IF a.act IS NULL OR a.makes IS DISTINCT FROM (was IS NULL) THEN
    PERFORM refuse('QMA04', 'an act that does something else', e.act);
  ELSIF a.start IS NOT NULL AND said ->> 'status' IS DISTINCT FROM a.start
     OR was IS NOT NULL AND said ->> 'status' IS DISTINCT FROM
       (CASE WHEN a.moves IS NULL THEN was ->> 'status' ELSE coalesce(a.moves ->> (was ->> 'status'), '') END) THEN
    PERFORM refuse('QMA04', 'a step that is none', e.code);
  ELSIF jsonb_array_length(a.only_by) > 0 AND was IS NOT NULL AND NOT e.actor = ANY (named_in(was, a.only_by))
     AND NOT EXISTS (SELECT FROM holds(e.actor, today) h WHERE a.besides ? h.role) THEN
    PERFORM refuse('QMA03', 'an act of somebody named', e.act);
  ELSIF e.act = 'signer.lock' AND was ->> 'person' IS DISTINCT FROM e.actor
     AND NOT permitted(e.actor, 'signer.revoke', NULL, NULL, today) THEN
    PERFORM refuse('QMA03', 'a lock of another', e.act);
  ELSIF was IS NOT NULL AND e.act LIKE ANY (ARRAY['%.attach', '%.withdraw_attachment'])
     AND said - '{version,attachments,signatures}'::text[] IS DISTINCT FROM was - '{version,attachments,signatures}'::text[]
  THEN
    PERFORM refuse('QMA04', 'an act that does something else', e.act);
  END IF;
  SELECT s.key INTO found FROM jsonb_each(k.settled) s
    WHERE was IS NOT NULL AND said -> s.key IS DISTINCT FROM was -> s.key AND NOT s.value ? split_part(e.act, '.', 2) LIMIT 1;
  IF found IS NOT NULL THEN PERFORM refuse('QMA04', 'what the act does not change', e.code || ' ' || found); END IF;
  PERFORM judge_form(e, said, known, k.form);
  PERFORM judge_signature(e, said, was);
  IF e.kind = 'assignment' THEN PERFORM judge_giving(e, said, was, today); END IF;
  IF e.kind = 'handover' THEN PERFORM judge_handover(e, said, was, today); END IF;
  IF e.kind = 'erasure' THEN PERFORM judge_erasure(e, said, was, today); END IF;
END $$;
