-- Who gives which role: see `qms.organisation.giving`.

-- As what a role is held: see `Assignment.held_as`.
CREATE OR REPLACE FUNCTION held_as(capacity text, deputy_of text) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT coalesce(capacity, CASE WHEN deputy_of IS NULL THEN 'holder' ELSE 'deputy' END) $$;

-- Who holds a role in their own right on a day.
CREATE OR REPLACE FUNCTION owners(wanted text, today date) RETURNS text[] LANGUAGE sql STABLE AS
$$ SELECT coalesce(array_agg(DISTINCT a.person), '{}') FROM assignments a JOIN people p ON p.code = a.person
   WHERE a.role = wanted AND held_as(a.capacity, a.deputy_of) IN ('holder', 'acting')
     AND a.since <= today AND (a.until IS NULL OR today < a.until)
     AND p.since <= today AND (p.until IS NULL OR today < p.until)
     AND (a.department IS NULL OR stands(a.department, today)) $$;

-- Whether a role is given by those alone whom the profile names: from when the first of them was held.
CREATE OR REPLACE FUNCTION kept_to_give(wanted text, today date) RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT EXISTS (SELECT FROM gives g JOIN assignments a ON a.role = g.giver
     WHERE g.role = wanted AND g.nth = 1 AND a.since <= today) $$;

CREATE OR REPLACE FUNCTION may_give(somebody text, wanted text, today date) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE one text; own text[];
BEGIN
  IF NOT kept_to_give(wanted, today) THEN
    RETURN EXISTS (SELECT FROM holds(somebody, today) h JOIN authority a ON a.role = h.role
      WHERE a.act = 'assignment.assign' AND (EXISTS (SELECT FROM gives g WHERE g.giver = h.role AND g.nth = 1)
        OR NOT EXISTS (SELECT FROM gives g WHERE g.giver = h.role)));
  END IF;
  FOR one IN SELECT g.giver FROM gives g WHERE g.role = wanted ORDER BY g.nth LOOP
    own := owners(one, today);
    IF own <> '{}' THEN RETURN somebody = ANY (own); END IF;
  END LOOP;
  RETURN false;
END $$;

-- To let an assignment last longer is to give the role once more; as what it is held no end of it changes.
CREATE OR REPLACE FUNCTION judge_giving(e entries, said jsonb, was jsonb, today date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE wanted text := said ->> 'role';
BEGIN
  IF was IS NOT NULL THEN
    IF held_as(said ->> 'capacity', said ->> 'deputy_of') <> held_as(was ->> 'capacity', was ->> 'deputy_of') THEN
      PERFORM refuse('QMA04', 'a role held as something else', e.code);
    END IF;
    IF NOT coalesce((said ->> 'until')::date, 'infinity') > coalesce((was ->> 'until')::date, 'infinity') THEN
      RETURN;
    END IF;
  END IF;
  IF NOT may_give(e.actor, wanted, today) THEN
    PERFORM refuse('QMA03', 'a role that is for others to give', e.act);
  ELSIF said ->> 'person' = e.actor AND kept_to_give(wanted, today)
     AND NOT EXISTS (SELECT FROM gives g WHERE g.role = wanted AND g.giver = wanted) THEN
    PERFORM refuse('QMA03', 'a role given to oneself', e.act);
  END IF;
END $$;
