-- What is marked leakproof PostgreSQL may compute of a row before it is known whether the row is seen, and the plan of a
-- query tells how many rows passed: with an order of texts, whoever may ask reads a hidden text letter by letter. So in
-- this database nothing is that tells more of a text than whether it equals one that is known, by which rows are found.
-- Only a superuser may take the mark away; a dump does not carry it, so the guard is laid again after a restore.
DO $do$
DECLARE one record;
BEGIN
  IF NOT (SELECT r.rolsuper FROM pg_roles r WHERE r.rolname = CURRENT_USER) THEN RETURN; END IF;
  FOR one IN SELECT f.oid::regprocedure AS named FROM pg_proc f WHERE f.proleakproof AND f.proname <> 'texteq'
      AND f.proargtypes::regtype[] && '{text,varchar,bpchar,name,bytea}'::regtype[]
      AND f.proname NOT IN ('nameeq', 'namene') LOOP
    EXECUTE format('ALTER FUNCTION %s NOT LEAKPROOF', one.named);
  END LOOP;
END $do$;
