-- The one way to write: entries of the ledger, and with each the rows that follow from what it tells.
-- What a caller gives is believed of nothing that the database can see for itself.

CREATE OR REPLACE FUNCTION refuse(code text, what text, detail text) RETURNS void LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION USING ERRCODE = code, MESSAGE = 'qms guard: ' || what, DETAIL = coalesce(detail, ''); END $$;

CREATE OR REPLACE FUNCTION quoted(said text) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT coalesce(to_json(said)::text, 'null') $$;

CREATE OR REPLACE FUNCTION spelled(at timestamptz) RETURNS text LANGUAGE sql STABLE AS
$$ SELECT to_char(at AT TIME ZONE 'UTC', CASE WHEN date_part('microseconds', at)::bigint % 1000000 = 0
     THEN 'YYYY-MM-DD"T"HH24:MI:SS' ELSE 'YYYY-MM-DD"T"HH24:MI:SS.US' END) || '+00:00' $$;

-- See `qms.ledger.entry.spelled` and `qms.ledger.tree.completed`.
CREATE OR REPLACE FUNCTION hashes_of(e entries) RETURNS bytea LANGUAGE plpgsql STABLE AS $$
DECLARE last bytea; found bytea; level int := 0;
BEGIN
  last := sha256('\x00'::bytea || convert_to('{"act":' || quoted(e.act) || ',"actor":' || quoted(e.actor)
    || ',"code":' || quoted(e.code) || ',"kind":' || quoted(e.kind) || ',"occurred_at":'
    || quoted(spelled(e.occurred_at)) || ',"on_behalf_of":' || quoted(e.on_behalf_of) || ',"origin":'
    || quoted(e.origin) || ',"position":' || e.position || ',"reason":' || quoted(e.reason) || ',"record":'
    || e.record || ',"recorded_at":' || quoted(spelled(e.recorded_at)) || ',"suite":' || e.suite || ',"version":'
    || e.version || ',"zone":' || quoted(e.zone) || '}', 'UTF8'));
  found := last;
  WHILE e.position >> level & 1 = 1 LOOP
    last := sha256('\x01'::bytea || (SELECT substring(o.hashes FROM level * 32 + 1 FOR 32) FROM entries o
      WHERE o.position = e.position - (1::bigint << level)) || last);
    found := found || last;
    level := level + 1;
  END LOOP;
  RETURN found;
END $$;

-- See `qms.store.validity.span`.
CREATE OR REPLACE FUNCTION node_of(since bigint, until bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
$$ SELECT until >> l << l FROM (SELECT length(ltrim(((since # until)::bit(64))::text, '0')) - 1 AS l) s $$;

-- A sealed field has no value in its column, unless the entry tells one openly.
CREATE OR REPLACE FUNCTION open_part(said jsonb, blanks jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS
$$ SELECT CASE WHEN blanks = '{}' THEN said ELSE said || (SELECT jsonb_object_agg(b.key,
     CASE WHEN jsonb_typeof(said -> b.key) = 'string' THEN said -> b.key ELSE b.value END) FROM jsonb_each(blanks) b)
   END $$;

CREATE OR REPLACE FUNCTION seat_of(kind text, said jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT kind || CASE WHEN kind = 'case' THEN ':' || coalesce(said ->> 'type', '') ELSE '' END
     || '/' || coalesce(said ->> 'department', '') $$;

CREATE OR REPLACE FUNCTION named_in(said jsonb, paths jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE AS
$$ SELECT coalesce(array_agg(DISTINCT f.one), '{}') FROM jsonb_array_elements_text(paths) p(path), LATERAL (
     SELECT said ->> p.path AS one WHERE p.path NOT LIKE '%.%'
     UNION ALL SELECT part ->> split_part(p.path, '.', 2)
       FROM jsonb_array_elements(coalesce(said -> split_part(p.path, '.', 1), '[]')) part WHERE p.path LIKE '%.%'
   ) f WHERE f.one IS NOT NULL $$;

CREATE OR REPLACE FUNCTION place(e entries, said jsonb) RETURNS void LANGUAGE sql AS
$$ INSERT INTO places SELECT e.code, e.kind, seat_of(e.kind, said), named_in(said, k.people),
       CASE e.kind WHEN 'case' THEN said ->> 'about' END, CASE e.kind WHEN 'case' THEN said ->> 'about_person' END
     FROM kinds k WHERE k.kind = e.kind
   ON CONFLICT (code) DO UPDATE SET seat = excluded.seat, people = excluded.people, about = excluded.about,
     about_person = excluded.about_person
   WHERE (places.seat, places.people, places.about, places.about_person)
     IS DISTINCT FROM (excluded.seat, excluded.people, excluded.about, excluded.about_person) $$;

-- What one login may not claim of an entry.
CREATE OR REPLACE FUNCTION judge(e entries, said jsonb, was jsonb, actor text, today date) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE around interval := (SELECT tolerance FROM settings); stood jsonb := coalesce(was, said);
  type text := CASE e.kind WHEN 'case' THEN stood ->> 'type' END;
BEGIN
  IF e.actor IS DISTINCT FROM actor THEN
    PERFORM refuse('QMA02', 'an act in another name', e.actor);
  ELSIF abs(extract(epoch FROM e.recorded_at - clock())) > extract(epoch FROM around) THEN
    PERFORM refuse('QMA05', 'the clocks differ', spelled(clock()));
  ELSIF e.occurred_at > e.recorded_at OR e.suite <> 1 OR e.act NOT LIKE e.kind || '._%'
     OR e.zone NOT IN (SELECT c.zone FROM calendars c) THEN
    PERFORM refuse('QMA04', 'an entry that no program writes', e.act);
  ELSIF jsonb_typeof(said) <> 'object' OR said ->> 'code' IS DISTINCT FROM e.code
     OR said ->> 'version' IS DISTINCT FROM e.version::text OR said ->> 'origin' IS DISTINCT FROM e.origin
     OR e.code !~ '^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$' THEN
    PERFORM refuse('QMA04', 'a record that is not that of its entry', e.code);
  ELSIF e.on_behalf_of IS NOT NULL AND NOT EXISTS (SELECT FROM holds(actor, (e.occurred_at AT TIME ZONE e.zone)::date) h
     WHERE h.deputy_of = e.on_behalf_of) THEN
    PERFORM refuse('QMA02', 'a deputy of nobody', e.on_behalf_of);
  ELSIF e.kind = 'case' AND was IS NOT NULL AND EXISTS (SELECT FROM unnest(ARRAY[actor, e.on_behalf_of]) one
      WHERE touches(one, type, was ->> 'about', was ->> 'about_person', today)) THEN
    PERFORM refuse('QMA03', 'a case about who acts', e.act);
  ELSIF NOT permitted(actor, e.act, stood ->> 'department', type, today,
      CASE e.kind WHEN 'case' THEN stood ->> 'about' END, CASE e.kind WHEN 'case' THEN stood ->> 'about_person' END)
  THEN
    PERFORM refuse('QMA03', 'no role for the act', e.act);
  END IF;
  PERFORM judge_act(e, said, was, today);
END $$;

-- Whether a list goes on from another.
CREATE OR REPLACE FUNCTION begins(now jsonb, was jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS
$$ SELECT NOT EXISTS (SELECT FROM jsonb_array_elements(coalesce(was, '[]')) WITH ORDINALITY w(one, at)
     WHERE coalesce(now, '[]') -> (w.at - 1)::int IS DISTINCT FROM w.one) $$;

-- Numbers of new records go on one by one; what is brought from elsewhere may go ahead.
CREATE OR REPLACE FUNCTION count_on(e entries) RETURNS void LANGUAGE plpgsql AS $$
DECLARE of_kind kinds; number bigint; counter text; reached bigint;
BEGIN
  SELECT * INTO of_kind FROM kinds k WHERE k.kind = e.kind;
  IF of_kind.prefix IS NULL THEN RETURN; END IF;
  IF e.code NOT LIKE of_kind.prefix || '-%' THEN PERFORM refuse('QMA04', 'a number of another kind', e.code); END IF;
  IF NOT of_kind.counted THEN RETURN; END IF;
  IF e.code !~ ('^' || of_kind.prefix || '-[0-9]{1,6}-[0-9]{4,15}$') THEN
    PERFORM refuse('QMA04', 'a number that is none', e.code);
  END IF;
  number := split_part(e.code, '-', 3)::bigint;
  counter := e.kind || '-' || split_part(e.code, '-', 2);
  SELECT c.value INTO reached FROM counters c WHERE c.name = counter;
  IF e.act <> e.kind || '.bring' AND number <> coalesce(reached, 0) + 1 THEN
    PERFORM refuse('QMA06', 'a number out of its turn', e.code);
  END IF;
  INSERT INTO counters VALUES (counter, number)
    ON CONFLICT (name) DO UPDATE SET value = greatest(counters.value, excluded.value);
END $$;

-- The rows of a record, made of what its entry tells and of nothing else.
CREATE OR REPLACE FUNCTION put_rows(e entries, said jsonb, was jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE part parts;
BEGIN
  FOR part IN SELECT * FROM parts p WHERE p.kind = e.kind ORDER BY p.field LOOP
    IF part.field = '' THEN
      EXECUTE part.put USING open_part(said, part.blanks);
    ELSIF was IS NULL OR was -> part.field IS DISTINCT FROM said -> part.field THEN
      IF jsonb_array_length(coalesce(said -> part.field, '[]')) > 0 THEN
        EXECUTE part.put USING said -> part.field, e.code, part.blanks;
      END IF;
      IF was IS NOT NULL THEN
        EXECUTE part.cut USING e.code, jsonb_array_length(coalesce(said -> part.field, '[]'));
      END IF;
    END IF;
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION append_entry(e entries, actor text, today date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE said jsonb := e.record::jsonb; old entries; was jsonb; made bytea;
BEGIN
  IF NOT EXISTS (SELECT FROM kinds k WHERE k.kind = e.kind) THEN PERFORM refuse('QMA04', 'no such kind', e.kind); END IF;
  SELECT * INTO old FROM entries o WHERE o.code = e.code ORDER BY o.version DESC LIMIT 1;
  IF e.version IS DISTINCT FROM coalesce(old.version, 0) + 1 OR (old.code IS NOT NULL AND old.kind <> e.kind) THEN
    PERFORM refuse('QMA06', 'a version out of its turn', e.code);
  END IF;
  was := old.record::jsonb;
  PERFORM judge(e, said, was, actor, today);
  made := hashes_of(e);
  IF e.hashes IS DISTINCT FROM made THEN PERFORM refuse('QMA06', 'hashes of another ledger', e.position::text); END IF;
  IF was IS NULL THEN PERFORM count_on(e); END IF;
  PERFORM put_rows(e, said, was);
  INSERT INTO entries SELECT (e).*;
  IF was IS NOT NULL THEN
    INSERT INTO validity VALUES (old.position, e.position, node_of(old.position, e.position));
  END IF;
  PERFORM place(e, said);
  IF e.kind = 'erasure' THEN PERFORM follow_erasure(e, said); END IF;
  IF e.kind = 'profile' THEN PERFORM take_profile(); END IF;
  IF e.kind = 'calendar' THEN PERFORM take_calendar(); END IF;
  UPDATE settings SET organisation = e.position + 1 WHERE EXISTS (SELECT FROM kinds k WHERE k.kind = e.kind AND k.organisation);
END $$;

-- Personal values go beside the entry that commits to them: of this call, of this person's own act.
CREATE OR REPLACE FUNCTION put_personal(rows jsonb, given jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE one jsonb;
BEGIN
  FOR one IN SELECT * FROM jsonb_array_elements(rows) LOOP
    IF NOT EXISTS (SELECT FROM jsonb_array_elements(given) g
        WHERE g -> 'code' = one -> 'code' AND g -> 'version' = one -> 'version') THEN
      PERFORM refuse('QMA04', 'a personal value of no entry of the call', one ->> 'code');
    END IF;
  END LOOP;
  INSERT INTO personal SELECT r.* FROM jsonb_populate_recordset(NULL::personal, rows) r;
END $$;

-- A data key is put beside the first value that it seals; one that stands is never put in another's place.
CREATE OR REPLACE FUNCTION put_keys(rows jsonb, sealed jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM jsonb_array_elements(rows) k WHERE NOT EXISTS (
      SELECT FROM jsonb_array_elements(sealed) s WHERE s -> 'subject' = k -> 'subject')) THEN
    PERFORM refuse('QMA04', 'a key that seals nothing', NULL);
  END IF;
  INSERT INTO subject_keys SELECT r.* FROM jsonb_populate_recordset(NULL::subject_keys, rows) r;
END $$;

CREATE OR REPLACE FUNCTION put_contents(rows jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE one contents;
BEGIN
  FOR one IN SELECT * FROM jsonb_populate_recordset(NULL::contents, rows) LOOP
    IF one.digest <> encode(sha256(one.content), 'hex') THEN
      PERFORM refuse('QMA04', 'bytes of another digest', one.digest);
    END IF;
    INSERT INTO contents VALUES (one.digest, one.media, one.content) ON CONFLICT DO NOTHING;
  END LOOP;
END $$;

-- `given`: {"entries": […], "subject_keys": […], "personal": […], "contents": […], "erasing": […]}, rows by their
-- columns; bytes as \x….
CREATE OR REPLACE FUNCTION append(given jsonb) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE e entries; size bigint; actor text := me(); today date := today();
BEGIN
  IF actor IS NULL THEN PERFORM refuse('QMA01', 'a login of nobody', session_user); END IF;
  SELECT c.value INTO size FROM counters c WHERE c.name = 'ledger' FOR UPDATE;
  FOR e IN SELECT * FROM jsonb_populate_recordset(NULL::entries, coalesce(given -> 'entries', '[]')) LOOP
    IF e.position IS DISTINCT FROM size THEN
      PERFORM refuse('QMA06', 'a position out of its turn', e.position::text);
    END IF;
    PERFORM append_entry(e, actor, today);
    size := size + 1;
    UPDATE counters SET value = size WHERE name = 'ledger';
  END LOOP;
  PERFORM put_keys(coalesce(given -> 'subject_keys', '[]'), coalesce(given -> 'personal', '[]'));
  PERFORM put_personal(coalesce(given -> 'personal', '[]'), coalesce(given -> 'entries', '[]'));
  PERFORM put_contents(coalesce(given -> 'contents', '[]'));
  PERFORM put_notes(coalesce(given -> 'erasing', '[]'), actor);
  RETURN size;
END $$;

-- The lock of the ledger, and what the next entry is built on.
CREATE OR REPLACE FUNCTION held(OUT size bigint, OUT last bytea, OUT total bigint, OUT wrapping text) LANGUAGE plpgsql SECURITY DEFINER
AS $$
BEGIN
  IF me() IS NULL THEN PERFORM refuse('QMA01', 'a login of nobody', session_user); END IF;
  SELECT c.value INTO size FROM counters c WHERE c.name = 'ledger' FOR UPDATE;
  SELECT e.hashes INTO last FROM entries e WHERE e.position = size - 1;
  SELECT sum(c.value) INTO total FROM counters c;
  SELECT max(w.id) INTO wrapping FROM wrapping w;
END $$;

-- Whether whoever asks works here, or is the administrator, who sees everything anyway.
CREATE OR REPLACE FUNCTION is_known() RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT me() IS NOT NULL OR pg_has_role(session_user, current_user, 'MEMBER') $$;

-- Hashes tell nothing of what they are of; root, proofs and checkpoints are everybody's.
CREATE OR REPLACE FUNCTION hashes_at(at bigint) RETURNS bytea LANGUAGE sql STABLE SECURITY DEFINER AS
$$ SELECT e.hashes FROM entries e WHERE e.position = at AND is_known() $$;

CREATE OR REPLACE FUNCTION taken(of text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER AS
$$ SELECT EXISTS (SELECT FROM entries e WHERE e.code = taken.of AND e.version = 1) AND is_known() $$;

-- The log of accesses, see `qms.store.accesses`: whoever reads is who is logged in, now, and behind the last.
CREATE OR REPLACE FUNCTION last_access(OUT number bigint, OUT hash bytea) LANGUAGE sql STABLE SECURITY DEFINER AS
$$ SELECT a.number, a.hash FROM accesses a WHERE is_known() ORDER BY a.number DESC LIMIT 1 $$;

CREATE OR REPLACE FUNCTION access_hash(a accesses) RETURNS bytea LANGUAGE sql STABLE AS
$$ SELECT sha256(coalesce(
     (SELECT o.hash FROM accesses o WHERE o.number = a.number - 1),
     (SELECT sha256(convert_to('qms access log of qms/' || left(encode(e.hashes, 'hex'), 16), 'UTF8')) FROM entries e
       WHERE e.position = 0))
   || convert_to('{"act":' || quoted(a.act) || ',"at":' || quoted(spelled(a.at)) || ',"level":' || quoted(a.level)
      || ',"number":' || a.number || ',"outcome":' || quoted(a.outcome) || ',"person":' || quoted(a.person)
      || ',"place":' || quoted(a.place) || ',"reason":' || quoted(a.reason) || ',"subjects":' || quoted(a.subjects)
      || ',"zone":' || quoted(a.zone) || '}', 'UTF8')) $$;

CREATE OR REPLACE FUNCTION log_access(given jsonb) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE one accesses := jsonb_populate_record(NULL::accesses, given); around interval := (SELECT tolerance FROM settings);
BEGIN
  IF me() IS NULL THEN PERFORM refuse('QMA01', 'a login of nobody', session_user); END IF;
  IF one.person IS DISTINCT FROM me() THEN PERFORM refuse('QMA02', 'in the name of another', one.person); END IF;
  IF abs(extract(epoch FROM one.at - clock())) > extract(epoch FROM around) THEN
    PERFORM refuse('QMA05', 'the clocks differ', spelled(clock()));
  END IF;
  IF one.number IS DISTINCT FROM coalesce((SELECT max(a.number) FROM accesses a), -1) + 1
     OR one.hash IS DISTINCT FROM access_hash(one) THEN
    PERFORM refuse('QMA06', 'an access out of its turn', one.number::text);
  END IF;
  INSERT INTO accesses SELECT (one).*;
END $$;

-- Who may look through the log sees all of it, everybody else their own accesses.
CREATE OR REPLACE FUNCTION sees_accesses() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER AS
$$ SELECT EXISTS (SELECT FROM holds(me(), today()) h JOIN authority a ON a.role = h.role
     WHERE a.act = 'person.review_accesses' AND a.scope = 'all') $$;

CREATE OR REPLACE FUNCTION media_of(of text) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER AS
$$ SELECT c.media FROM contents c WHERE c.digest = media_of.of AND is_known() $$;
