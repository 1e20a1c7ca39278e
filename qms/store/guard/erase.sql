-- Erasures: the one way by which personal values go. The act that begins one is judged by what the ledger tells, never by
-- what the caller says of it, and the values go with its entry, in one call: there is no function that deletes by itself.

-- Whether somebody may do an act over the record of a code, as it stands now; nobody over a case about themselves.
CREATE OR REPLACE FUNCTION over_matter(somebody text, wanted text, matter text, today date) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
DECLARE of entries; said jsonb; kept jsonb;
BEGIN
  SELECT * INTO of FROM entries e WHERE e.code = matter ORDER BY e.version DESC LIMIT 1;
  said := of.record::jsonb;
  kept := CASE of.kind WHEN 'case' THEN said ELSE '{}' END;
  RETURN coalesce(permitted(somebody, wanted, said ->> 'department', kept ->> 'type', today,
      kept ->> 'about', kept ->> 'about_person'), false)
    AND of.code IS NOT NULL
    AND NOT (of.kind = 'case' AND coalesce(
      touches(somebody, kept ->> 'type', kept ->> 'about', kept ->> 'about_person', today), false));
END $$;

CREATE OR REPLACE FUNCTION matters_of(said jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE AS
$$ SELECT coalesce(array_agg(m.one ->> 'matter' ORDER BY m.at), '{}')
   FROM jsonb_array_elements(coalesce(said -> 'records', '[]')) WITH ORDINALITY m(one, at) $$;

-- Whose work an erasure is already: nobody who asked for it, or had it asked for, approves it.
CREATE OR REPLACE FUNCTION asked_for(of text) RETURNS text[] LANGUAGE sql STABLE AS
$$ SELECT coalesce(array_agg(DISTINCT w.one), '{}') FROM entries e, unnest(ARRAY[e.actor, e.on_behalf_of]) w(one)
   WHERE e.code = of AND e.act = 'erasure.ask' AND w.one IS NOT NULL $$;

-- A hold that lasts keeps its records, and all that is about its person.
CREATE OR REPLACE FUNCTION is_held(matter text, today date) RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT EXISTS (SELECT FROM holds h WHERE h.status = 'placed' AND coalesce(h.until_on >= today, true) AND (
     EXISTS (SELECT FROM held_records r WHERE r.record = h.code AND r.matter = is_held.matter)
     OR EXISTS (SELECT FROM personal p WHERE p.code = is_held.matter AND p.subject = h.about))) $$;

CREATE OR REPLACE FUNCTION judge_erasure(e entries, said jsonb, was jsonb, today date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE of_act text := split_part(e.act, '.', 2); found text;
BEGIN
  IF of_act = 'bring' THEN
    IF e.origin = 'native' THEN PERFORM refuse('QMA04', 'an erasure of another store', e.code); END IF;
    RETURN;
  ELSIF was IS NOT NULL AND matters_of(said) IS DISTINCT FROM matters_of(was) THEN
    PERFORM refuse('QMA04', 'other records than were asked for', e.code);
  ELSIF of_act <> 'begin' AND EXISTS (SELECT FROM jsonb_array_elements(coalesce(said -> 'records', '[]')) r
      WHERE r ->> 'until' IS NOT NULL AND NOT coalesce(was -> 'records', '[]') @> jsonb_build_array(r)) THEN
    PERFORM refuse('QMA04', 'an erasure of nothing', e.code);
  ELSIF said ->> 'asked_by' IS DISTINCT FROM coalesce(was ->> 'asked_by', e.actor)
     OR said ->> 'approved_by' IS DISTINCT FROM (CASE of_act WHEN 'approve' THEN e.actor ELSE was ->> 'approved_by' END)
     OR said ->> 'begun_by' IS DISTINCT FROM (CASE of_act WHEN 'begin' THEN e.actor ELSE was ->> 'begun_by' END) THEN
    PERFORM refuse('QMA02', 'an erasure in another name', e.code);
  ELSIF of_act = 'approve' AND (e.actor = ANY (asked_for(e.code)) OR e.on_behalf_of = ANY (asked_for(e.code))) THEN
    PERFORM refuse('QMA03', 'an erasure of ones own', e.act);
  END IF;
  SELECT m.code INTO found FROM unnest(matters_of(said)) m(code) WHERE of_act IN ('ask', 'approve') AND (
      NOT over_matter(e.actor, e.act, m.code, today)
      OR of_act = 'ask' AND EXISTS (SELECT FROM places p WHERE p.code = m.code AND CASE
        WHEN p.about IS NULL AND p.about_person IS NULL THEN is_kept(p.seat)
        ELSE NOT sees_about(p.code, p.seat, p.people, p.about, p.about_person) END)) LIMIT 1;
  IF found IS NOT NULL THEN PERFORM refuse('QMA03', 'no role for the act over a record', e.act); END IF;
  SELECT m.code INTO found FROM unnest(matters_of(said)) m(code)
    WHERE of_act IN ('ask', 'approve', 'begin') AND is_held(m.code, today) LIMIT 1;
  IF found IS NOT NULL THEN PERFORM refuse('QMA04', 'an erasure of what is held', found); END IF;
  IF of_act = 'begin' THEN PERFORM judge_beginning(e, said); END IF;
END $$;

-- Two people, by the entries of this ledger, and records that are not needed any more, all of their versions.
CREATE OR REPLACE FUNCTION judge_beginning(e entries, said jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE found text;
BEGIN
  IF NOT EXISTS (SELECT FROM entries a WHERE a.code = e.code AND a.act = 'erasure.approve'
      AND cardinality(asked_for(e.code)) > 0 AND NOT a.actor = ANY (asked_for(e.code))
      AND (a.on_behalf_of IS NULL OR NOT a.on_behalf_of = ANY (asked_for(e.code)))) THEN
    PERFORM refuse('QMA03', 'an erasure that nobody approved', e.act);
  END IF;
  SELECT r ->> 'matter' INTO found FROM jsonb_array_elements(said -> 'records') r WHERE NOT EXISTS (
    SELECT FROM entries n JOIN kinds k ON k.kind = n.kind WHERE n.code = r ->> 'matter'
      AND n.version::text IS NOT DISTINCT FROM r ->> 'until'
      AND n.version = (SELECT max(o.version) FROM entries o WHERE o.code = n.code)
      AND (k.closed IS NULL OR length(n.record::jsonb ->> k.closed) > 10
        OR (n.record::jsonb ->> k.closed)::date <= today())) LIMIT 1;
  IF found IS NOT NULL THEN PERFORM refuse('QMA04', 'an erasure of what is still needed', found); END IF;
END $$;

-- The values go in all their versions, and the data keys of those of whom nothing is left.
CREATE OR REPLACE FUNCTION take_out(e entries, said jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE people text[]; number bigint;
BEGIN
  WITH gone AS (DELETE FROM personal p WHERE p.code = ANY (matters_of(said)) RETURNING p.subject, length(p.sealed) AS size)
  SELECT coalesce(array_agg(DISTINCT g.subject) FILTER (WHERE g.size > 0), '{}'), count(*) FILTER (WHERE g.size > 0)
    INTO people, number FROM gone g;
  IF said ->> 'taken' IS DISTINCT FROM number::text OR said ->> 'people' IS DISTINCT FROM cardinality(people)::text THEN
    PERFORM refuse('QMA04', 'an erasure that counts otherwise', e.code);
  END IF;
  UPDATE subject_keys k SET wrapped = decode(repeat('00', 60), 'hex') WHERE k.subject = ANY (people)
    AND NOT EXISTS (SELECT FROM personal p WHERE p.subject = k.subject);
  DELETE FROM subject_keys k WHERE k.subject = ANY (people)
    AND NOT EXISTS (SELECT FROM personal p WHERE p.subject = k.subject);
END $$;

-- What follows from an entry about an erasure.
CREATE OR REPLACE FUNCTION follow_erasure(e entries, said jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF e.act = 'erasure.begin' THEN PERFORM take_out(e, said); END IF;
  IF e.act = 'erasure.finish' THEN DELETE FROM erasing r WHERE r.erasure = e.code; END IF;
END $$;

-- What is still to be looked for is put once, by who began it; sealed, so that the database cannot read it.
CREATE OR REPLACE FUNCTION put_notes(rows jsonb, actor text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE one erasing;
BEGIN
  FOR one IN SELECT * FROM jsonb_populate_recordset(NULL::erasing, rows) LOOP
    IF NOT coalesce((SELECT n.act = 'erasure.begin' AND n.actor = put_notes.actor FROM entries n
        WHERE n.code = one.erasure ORDER BY n.version DESC LIMIT 1), false) THEN
      PERFORM refuse('QMA04', 'a note of no erasure', one.erasure);
    END IF;
    INSERT INTO erasing SELECT (one).* ON CONFLICT DO NOTHING;
  END LOOP;
END $$;

-- Whether somebody may go on with an erasure that is under way.
CREATE OR REPLACE FUNCTION goes_on(of text) RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT EXISTS (SELECT FROM erasures x JOIN erasing r ON r.erasure = x.code WHERE x.code = goes_on.of
     AND x.status = 'erasing' AND permitted(me(), 'erasure.finish', x.department, NULL, today())) $$;

CREATE OR REPLACE FUNCTION erasing_note(of text) RETURNS bytea LANGUAGE sql STABLE SECURITY DEFINER AS
$$ SELECT r.note FROM erasing r WHERE r.erasure = erasing_note.of AND goes_on(erasing_note.of) $$;

-- The tables written anew without what was deleted, which else lies in their files until the server cleans them by itself.
CREATE OR REPLACE FUNCTION write_anew(of text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE named text;
BEGIN
  IF NOT goes_on(of) THEN PERFORM refuse('QMA03', 'no erasure under way', 'erasure.finish'); END IF;
  FOREACH named IN ARRAY '{personal,subject_keys,erasing}'::text[] LOOP
    EXECUTE format('CLUSTER %s USING %I', named::regclass, (SELECT c.relname FROM pg_index i JOIN pg_class c
      ON c.oid = i.indexrelid WHERE i.indrelid = named::regclass AND i.indisprimary));
    EXECUTE format('ALTER TABLE %s SET WITHOUT CLUSTER', named::regclass);
  END LOOP;
END $$;
