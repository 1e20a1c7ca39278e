-- PINs: each login tries its own, and puts one only beside the act that the ledger tells of it.

CREATE OR REPLACE FUNCTION pin_stands(of text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER AS
$$ SELECT me() IS NOT NULL AND EXISTS (SELECT FROM pins p WHERE p.person = pin_stands.of) $$;

-- The newest act on a signer, if it is one of these, of this login's person, and just done.
CREATE OR REPLACE FUNCTION just_done(of_signer text, of_person text, acts text[]) RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT coalesce((SELECT e.actor = me() AND e.act = ANY (acts) AND e.record::jsonb ->> 'person' = of_person
     AND abs(extract(epoch FROM e.recorded_at - clock())) <= extract(epoch FROM t.tolerance)
   FROM entries e, settings t WHERE e.code = of_signer AND e.kind = 'signer' ORDER BY e.version DESC LIMIT 1), false) $$;

-- The row of the empty name stands for nobody: it makes an unknown person take as long.
CREATE OR REPLACE FUNCTION pin_put(of_person text, of_signer text, hashed text) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER AS $$
BEGIN
  IF of_person = '' AND NOT EXISTS (SELECT FROM pins p WHERE p.person = '') AND me() IS NOT NULL THEN
    INSERT INTO pins VALUES ('', '', hashed, 0);
  ELSIF just_done(of_signer, of_person, '{signer.enrol,signer.change_pin,signer.reset}') THEN
    DELETE FROM pins WHERE person = of_person;
    INSERT INTO pins VALUES (of_person, of_signer, hashed, 0);
  ELSE
    PERFORM refuse('QMA04', 'a PIN without its act', of_person);
  END IF;
END $$;

CREATE OR REPLACE FUNCTION pin_drop(of_person text, of_signer text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF NOT just_done(of_signer, of_person, '{signer.revoke}') THEN
    PERFORM refuse('QMA04', 'a PIN without its act', of_person);
  END IF;
  DELETE FROM pins WHERE person = of_person AND signer = of_signer;
END $$;

CREATE OR REPLACE FUNCTION pin_try(of_person text, OUT signer text, OUT hash text, OUT number bigint) LANGUAGE plpgsql
SECURITY DEFINER AS $$
DECLARE of text;
BEGIN
  SELECT p.person INTO of FROM pins p WHERE p.person IN (CASE WHEN of_person = me() THEN of_person END, '')
    ORDER BY p.person DESC LIMIT 1;
  UPDATE pins p SET tries = p.tries + 1 WHERE p.person = of RETURNING p.signer, p.hash, p.tries
    INTO signer, hash, number;
END $$;

CREATE OR REPLACE FUNCTION pin_right() RETURNS void LANGUAGE sql SECURITY DEFINER AS
$$ UPDATE pins SET tries = 0 WHERE person = me() $$;
