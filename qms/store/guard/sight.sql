-- What a login sees: the seats (kind, type of case, department) of whose records it may read.

-- Types of case that are kept for a role which somebody does not hold.
CREATE OR REPLACE FUNCTION kept_from(somebody text, today date) RETURNS text[] LANGUAGE sql STABLE AS
$$ SELECT coalesce(array_agg(DISTINCT r.case_type), '{}') FROM reserved r WHERE NOT EXISTS (
     SELECT FROM reserved o JOIN holds(somebody, today) h ON h.role = o.role WHERE o.case_type = r.case_type) $$;

-- Every seat that there is, and whether somebody who holds these roles sees it.
CREATE OR REPLACE FUNCTION seats_of(somebody text, today date) RETURNS jsonb LANGUAGE sql STABLE AS
$$ WITH held AS MATERIALIZED (
     SELECT DISTINCT h.role, h.place, coalesce(r.scope, 'own') AS scope
     FROM holds(somebody, today) h LEFT JOIN reach r ON r.role = h.role
   ), here AS MATERIALIZED (
     SELECT count(*) > 0 AS works FROM people p
     WHERE p.code = somebody AND p.since <= today AND (p.until IS NULL OR today < p.until)
   ), departments_ AS MATERIALIZED (
     SELECT d.code, above(d.code, today) AS over FROM departments d
   ), reached AS MATERIALIZED (
     SELECT d.code FROM departments_ d WHERE EXISTS (SELECT FROM held h WHERE h.scope = 'all' OR h.place IS NULL
       OR h.place = coalesce(d.over[1], d.code) OR (h.scope = 'branch' AND h.place = ANY (d.over)))
   ), every AS MATERIALIZED (
     SELECT k.kind, t.type, d.code, k.kind || CASE WHEN t.type = '' THEN '' ELSE ':' || t.type END || '/' || d.code
       AS seat, k.open
     FROM kinds k, LATERAL (SELECT '' AS type WHERE k.types = '[]' UNION ALL
       SELECT jsonb_array_elements_text(k.types)) t, LATERAL (SELECT '' AS code UNION ALL SELECT code FROM departments) d
   ), seen AS MATERIALIZED (
     SELECT e.seat FROM every e, here WHERE here.works AND (
       e.open
       OR e.code IN (SELECT code FROM reached)
       OR e.code = '' AND EXISTS (SELECT FROM held h WHERE h.scope = 'all')
       OR e.code = '' AND EXISTS (SELECT FROM held h JOIN authority a ON a.role = h.role AND a.scope = 'all'
         WHERE a.act LIKE e.kind || '.%' AND a.act <> e.kind || '.bring'))
     AND NOT (e.kind = 'case' AND e.type = ANY (kept_from(somebody, today)))
   )
   SELECT coalesce(jsonb_object_agg(s.seat, 1), '{}') ||
     CASE WHEN (SELECT count(*) FROM seen) = (SELECT count(*) FROM every) THEN '{"*": 1}'::jsonb ELSE '{}' END
   FROM seen s $$;

-- Worked out once a day and change of the organisation, and kept.
CREATE OR REPLACE FUNCTION sight() RETURNS jsonb LANGUAGE plpgsql STABLE SECURITY DEFINER AS $$
DECLARE found jsonb;
BEGIN
  SELECT s.seats INTO found FROM sights s, settings t WHERE s.login = session_user
    AND s.on_day = (clock() AT TIME ZONE t.zone)::date AND s.organisation = t.organisation;
  RETURN coalesce(found, seats_of(me(), today()));
END $$;

-- Whether a login sees a case that is about somebody; see `qms.organisation.sight.Reader.sight`.
CREATE OR REPLACE FUNCTION sees_about(of text, seat text, people text[], about text, about_person text)
RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER AS $$
DECLARE type text := split_part(split_part(seat, '/', 1), ':', 2); alone text; somebody text := me(); day date := today();
BEGIN
  IF somebody IS NULL OR touches(somebody, type, about, about_person, day) THEN RETURN false; END IF;
  alone := keeper(type, about, about_person, day);
  IF alone IS NOT NULL THEN RETURN EXISTS (SELECT FROM holds(somebody, day) h WHERE h.role = alone); END IF;
  RETURN sight() ? seat OR somebody = ANY (people) OR of = ANY (handed());
END $$;

CREATE OR REPLACE FUNCTION sees_all() RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER AS $$
BEGIN
  RETURN sight() ? '*' AND NOT EXISTS (SELECT FROM places p WHERE (p.about IS NOT NULL OR p.about_person IS NOT NULL)
    AND NOT sees_about(p.code, p.seat, p.people, p.about, p.about_person));
END $$;

-- Whether a record is kept from a login, whatever else speaks for it.
CREATE OR REPLACE FUNCTION is_kept(seat text) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER AS $$
BEGIN
  RETURN seat LIKE 'case:%'
    AND split_part(split_part(seat, '/', 1), ':', 2) = ANY (kept_from(me(), today()));
END $$;

-- What stands on a hand-over that the login's person gives, takes over or witnesses, and until it is taken over all that
-- names who gives: it has to be seen to be signed, and whether something was added since.
CREATE OR REPLACE FUNCTION handed() RETURNS text[] LANGUAGE plpgsql STABLE SECURITY DEFINER AS $$
DECLARE somebody text := me();
BEGIN
  RETURN coalesce((SELECT array_agg(f.code) FROM handovers h, LATERAL (
      SELECT i.matter AS code FROM handover_items i WHERE i.record = h.code
      UNION ALL SELECT p.code FROM places p WHERE p.people @> ARRAY[h.giver] AND h.status IN ('prepared', 'given')) f
    WHERE somebody IN (h.giver, h.receiver, h.witness) AND h.status IN ('prepared', 'given', 'accepted')), '{}');
END $$;

-- A new connection calls it: afterwards its questions are answered quickly. It changes nothing that is seen, and tells
-- whether the login is somebody's.
CREATE OR REPLACE FUNCTION wake() RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF me() IS NOT NULL AND NOT pg_is_in_recovery() THEN
    INSERT INTO sights AS s SELECT session_user, today(), t.organisation, seats_of(me(), today()) FROM settings t
    WHERE NOT EXISTS (SELECT FROM sights o WHERE o.login = session_user AND o.on_day = today()
      AND o.organisation = t.organisation)
    ON CONFLICT (login) DO UPDATE
      SET on_day = excluded.on_day, organisation = excluded.organisation, seats = excluded.seats;
  END IF;
  RETURN me() IS NOT NULL;
END $$;
