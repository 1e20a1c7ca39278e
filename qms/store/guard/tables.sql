-- What the guard itself keeps. Only the owner and the functions below touch it: nobody is granted anything here,
-- save what `laying.py` grants by name.

-- What is worked out from the store is laid anew; the settings and the logins are what the administrator said.
DO $do$
DECLARE one record;
BEGIN
  FOR one IN SELECT p.policyname, p.schemaname, p.tablename FROM pg_policies p
      WHERE p.policyname IN ('qms_owner', 'qms_people') LOOP
    EXECUTE format('DROP POLICY %I ON %I.%I', one.policyname, one.schemaname, one.tablename);
  END LOOP;
  FOR one IN SELECT f.oid::regprocedure AS named FROM pg_proc f WHERE f.pronamespace = 'qms_guard'::regnamespace LOOP
    EXECUTE format('DROP FUNCTION %s CASCADE', one.named);
  END LOOP;
END $do$;
DROP TABLE IF EXISTS kinds, acts, parts, authority, gives, reserved, reach, sights, places CASCADE;

CREATE TABLE IF NOT EXISTS settings (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  tolerance interval NOT NULL DEFAULT interval '10 minutes',
  -- Raised with every change of the organisation: what was worked out of it before is old then.
  organisation bigint NOT NULL DEFAULT 0,
  zone text NOT NULL DEFAULT 'UTC'
);
INSERT INTO settings DEFAULT VALUES ON CONFLICT DO NOTHING;

-- Login role -> person of the directory.
CREATE TABLE IF NOT EXISTS logins (
  login text COLLATE "C" PRIMARY KEY,
  person text COLLATE "C" NOT NULL UNIQUE
);

-- Kinds of record, and how their rows are made of what an entry tells. Laid anew each time.
CREATE TABLE IF NOT EXISTS kinds (
  kind text COLLATE "C" PRIMARY KEY,
  prefix text,
  counted boolean NOT NULL,
  organisation boolean NOT NULL,
  open boolean NOT NULL,
  people jsonb NOT NULL,
  closed text,
  types jsonb NOT NULL,
  form jsonb NOT NULL,
  settled jsonb NOT NULL
);
-- What each act may do: make a record, with which status; move one, from which status to which (null: it moves nothing);
-- and the fields with the people, and the roles, who alone may do it.
CREATE TABLE IF NOT EXISTS acts (
  act text COLLATE "C" PRIMARY KEY,
  makes boolean NOT NULL,
  start text,
  moves jsonb,
  only_by jsonb NOT NULL,
  besides jsonb NOT NULL
);
CREATE TABLE IF NOT EXISTS parts (
  kind text COLLATE "C" NOT NULL,
  field text COLLATE "C" NOT NULL,
  blanks jsonb NOT NULL,
  put text NOT NULL,
  cut text,
  PRIMARY KEY (kind, field)
);

-- The profile in force, as rows.
CREATE TABLE IF NOT EXISTS authority (
  act text COLLATE "C", role text COLLATE "C", scope text COLLATE "C" NOT NULL, PRIMARY KEY (act, role)
);
CREATE TABLE IF NOT EXISTS reserved (
  case_type text COLLATE "C", role text COLLATE "C", save jsonb NOT NULL, instead jsonb NOT NULL,
  PRIMARY KEY (case_type, role)
);
-- By the holders of which roles a role is given, in their order.
CREATE TABLE IF NOT EXISTS gives (
  role text COLLATE "C", nth bigint, giver text COLLATE "C" NOT NULL, PRIMARY KEY (role, nth)
);

-- How far each role reads: as `sight.py` has it for every profile (`REACH`). A role that does not stand here reads what
-- is its own department's.
CREATE TABLE IF NOT EXISTS reach (role text COLLATE "C" PRIMARY KEY, scope text COLLATE "C" NOT NULL);

-- What each login sees, as it was worked out last.
CREATE TABLE IF NOT EXISTS sights (
  login text COLLATE "C" PRIMARY KEY, on_day date NOT NULL, organisation bigint NOT NULL, seats jsonb NOT NULL
);

-- Where each record stands: whose it is to see. `people` are those whom it names; `about` is the department and
-- `about_person` the person whom a case is about.
CREATE TABLE IF NOT EXISTS places (
  code text COLLATE "C" PRIMARY KEY,
  kind text COLLATE "C" NOT NULL,
  seat text COLLATE "C" NOT NULL,
  people text[] COLLATE "C" NOT NULL,
  about text COLLATE "C",
  about_person text COLLATE "C"
);
CREATE INDEX places_people ON places USING gin (people);
CREATE INDEX places_about ON places (code) WHERE about IS NOT NULL OR about_person IS NOT NULL;
