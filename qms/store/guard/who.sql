-- Who acts, on which day, and what they may do: by the directory and the profile as they stand in the store.

CREATE OR REPLACE FUNCTION clock() RETURNS timestamptz LANGUAGE sql VOLATILE AS
$$ SELECT clock_timestamp() $$;

CREATE OR REPLACE FUNCTION today() RETURNS date LANGUAGE sql STABLE AS
$$ SELECT (clock() AT TIME ZONE t.zone)::date FROM settings t $$;

-- The person behind the login, while they work here; null: nobody.
CREATE OR REPLACE FUNCTION me() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER AS
$$ SELECT l.person FROM logins l JOIN people p ON p.code = l.person
   WHERE l.login = session_user AND p.since <= today() AND (p.until IS NULL OR today() < p.until) $$;

CREATE OR REPLACE FUNCTION stands(one text, today date) RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT EXISTS (SELECT FROM departments d WHERE d.code = one
     AND d.since <= today AND (d.until IS NULL OR today < d.until)) $$;

CREATE OR REPLACE FUNCTION parent_then(one text, today date) RETURNS text LANGUAGE sql STABLE AS
$$ SELECT CASE WHEN b.record IS NULL THEN d.parent ELSE b.parent END FROM departments d
   LEFT JOIN LATERAL (SELECT o.record, o.parent FROM departments_before o
     WHERE o.record = d.code AND today < o.until ORDER BY o.seq LIMIT 1) b ON true WHERE d.code = one $$;

-- See `qms.organisation.directory.Directory.current`: the department in charge of what belonged to one.
CREATE OR REPLACE FUNCTION current_of(department text, today date) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE at text := department; met text[] := '{}'; next text; begun boolean;
BEGIN
  WHILE at IS NOT NULL AND NOT at = ANY (met) LOOP
    SELECT d.successor, today >= d.since INTO next, begun FROM departments d WHERE d.code = at;
    IF NOT FOUND THEN RETURN NULL; END IF;
    IF stands(at, today) THEN RETURN at; END IF;
    met := met || at;
    at := CASE WHEN next IS NOT NULL AND next <> '' AND begun THEN next ELSE parent_then(at, today) END;
  END LOOP;
  RETURN NULL;
END $$;

-- See `Directory.above`: the department in charge and those above it, nearest first.
CREATE OR REPLACE FUNCTION above(department text, today date) RETURNS text[] LANGUAGE plpgsql STABLE AS $$
DECLARE at text := current_of(department, today); found text[] := '{}'; next text;
BEGIN
  WHILE at IS NOT NULL AND NOT at = ANY (found) LOOP
    found := found || at;
    next := current_of(parent_then(at, today), today);
    at := CASE WHEN next = at THEN NULL ELSE next END;
  END LOOP;
  RETURN found;
END $$;

-- Roles with their departments that a person holds on a day; of a null department: over the whole organisation.
CREATE OR REPLACE FUNCTION holds(somebody text, today date) RETURNS TABLE (role text, place text, deputy_of text)
LANGUAGE sql STABLE AS
$$ SELECT a.role, a.department, a.deputy_of FROM assignments a JOIN people p ON p.code = a.person
   WHERE a.person = somebody AND a.since <= today AND (a.until IS NULL OR today < a.until)
     AND p.since <= today AND (p.until IS NULL OR today < p.until)
     AND (a.department IS NULL OR stands(a.department, today)) $$;

-- Where somebody works on a day; null: not here.
CREATE OR REPLACE FUNCTION works_in(somebody text, today date) RETURNS text LANGUAGE sql STABLE AS
$$ SELECT CASE WHEN b.record IS NULL THEN p.department ELSE b.department END FROM people p
   LEFT JOIN LATERAL (SELECT o.record, o.department FROM people_before o
     WHERE o.record = p.code AND today < o.until ORDER BY o.seq LIMIT 1) b ON true
   WHERE p.code = somebody AND p.since <= today AND (p.until IS NULL OR today < p.until) $$;

-- See `qms.organisation.concern.Concern.touches`: whether a case is kept from somebody because of whom it is about.
CREATE OR REPLACE FUNCTION touches(somebody text, case_type text, about text, about_person text, today date)
RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE place_of text := coalesce(current_of(about, today), about);
BEGIN
  RETURN coalesce(about_person = somebody, false) OR (about IS NOT NULL
    AND EXISTS (SELECT FROM reserved r WHERE r.case_type = touches.case_type)
    AND (coalesce(works_in(somebody, today) = place_of, false)
      OR EXISTS (SELECT FROM holds(somebody, today) h WHERE h.place = place_of)));
END $$;

-- See `Concern._has_part`: whether a case is about the office of a role, or about all who hold it today.
CREATE OR REPLACE FUNCTION has_part(wanted text, case_type text, about text, about_person text, today date)
RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE holders text[] := coalesce((SELECT array_agg(DISTINCT a.person) FROM assignments a
  WHERE a.role = wanted AND EXISTS (SELECT FROM holds(a.person, today) h WHERE h.role = wanted)), '{}');
BEGIN
  RETURN EXISTS (SELECT FROM assignments a WHERE a.role = wanted AND a.department = has_part.about)
    OR coalesce(about_person = ANY (holders), false)
    OR holders <> '{}' AND NOT EXISTS (SELECT FROM unnest(holders) one
      WHERE NOT touches(one, case_type, about, about_person, today));
END $$;

-- See `Concern.keeper`: the role that alone handles such a case; null: no role alone.
CREATE OR REPLACE FUNCTION keeper(case_type text, about text, about_person text, today date) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE roles text[] := (SELECT array_agg(o.role ORDER BY o.nth) FROM reserved r, LATERAL (
    SELECT r.role, 0::bigint AS nth UNION ALL
    SELECT i.role, i.nth FROM jsonb_array_elements_text(r.instead) WITH ORDINALITY i(role, nth)) o
  WHERE r.case_type = keeper.case_type); one text;
BEGIN
  IF about IS NULL AND about_person IS NULL THEN RETURN roles[1]; END IF;
  FOREACH one IN ARRAY coalesce(roles, '{}') LOOP
    IF NOT has_part(one, case_type, about, about_person, today) THEN RETURN one; END IF;
  END LOOP;
  RETURN roles[array_length(roles, 1)];
END $$;

-- See `qms.organisation.authority.permitted`, `qms.registry.authority.check` and `Concern.permits`.
CREATE OR REPLACE FUNCTION permitted(somebody text, wanted text, department text, case_type text, today date,
  about text DEFAULT NULL, about_person text DEFAULT NULL) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE over text[] := above(department, today); place_of text := coalesce(over[1], department); alone text; kept reserved;
BEGIN
  SELECT * INTO kept FROM reserved r WHERE r.case_type = permitted.case_type;
  IF (about IS NOT NULL OR about_person IS NOT NULL) AND kept.role IS NOT NULL AND NOT kept.save ? wanted THEN
    alone := keeper(case_type, about, about_person, today);
    IF alone <> kept.role THEN
      RETURN EXISTS (SELECT FROM holds(somebody, today) h WHERE h.role = alone)
        AND EXISTS (SELECT FROM authority a WHERE a.act = wanted AND a.role IN (alone, kept.role));
    END IF;
  END IF;
  RETURN EXISTS (
    SELECT FROM holds(somebody, today) h JOIN authority a ON a.act = wanted AND a.role = h.role
    WHERE (a.scope = 'all' OR h.place IS NULL OR h.place = place_of
           OR (a.scope = 'branch' AND h.place = ANY (over)))
      AND NOT EXISTS (SELECT FROM reserved r
        WHERE r.case_type = permitted.case_type AND r.role <> h.role AND NOT r.save ? wanted));
END $$;

-- In whose zone days are counted: that of the calendar adopted or changed last.
CREATE OR REPLACE FUNCTION take_calendar() RETURNS void LANGUAGE sql AS
$$ UPDATE settings SET zone = coalesce((SELECT c.zone FROM calendars c JOIN entries e ON e.code = c.code
     WHERE e.kind = 'calendar' ORDER BY e.position DESC LIMIT 1), 'UTC') $$;

-- What a profile says, as rows. One that was put in force before there was a scope for a branch meant it by "own".
CREATE OR REPLACE FUNCTION take_profile() RETURNS void LANGUAGE plpgsql AS $$
DECLARE said jsonb;
BEGIN
  SELECT p.content::jsonb INTO said FROM profiles p JOIN entries e ON e.code = p.code
    WHERE e.kind = 'profile' ORDER BY e.position DESC LIMIT 1;
  DELETE FROM authority;
  INSERT INTO authority SELECT a.key, r.key,
      CASE WHEN r.value #>> '{}' = 'own' AND NOT said ? 'real_name' THEN 'branch' ELSE r.value #>> '{}' END
    FROM jsonb_each(said -> 'authority') a, jsonb_each(a.value) r;
  DELETE FROM gives;
  INSERT INTO gives SELECT r.key, g.nth, g.giver FROM jsonb_each(coalesce(said -> 'roles', '{}')) r,
    LATERAL jsonb_array_elements_text(coalesce(r.value -> 'given_by', '[]')) WITH ORDINALITY g(giver, nth);
  DELETE FROM reserved;
  INSERT INTO reserved SELECT r ->> 'case_type', r ->> 'role', coalesce(r -> 'save', '[]'),
      coalesce(r -> 'instead', '["top_management"]')
    FROM jsonb_array_elements(coalesce(said -> 'reserved', '[]')) r;
END $$;
