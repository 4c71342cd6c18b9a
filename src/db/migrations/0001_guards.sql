-- What the schema files cannot say. Copied into the migrations by `npm run migrations -- --reset`.

-- The service acts as a role that owns nothing: reads and writes rows, makes and alters no table, passes no row-level policy.
-- Roles belong to the whole server: another database, or a migration at the same moment, may have made it.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'zhengxun_app') THEN
    BEGIN
      CREATE ROLE zhengxun_app NOLOGIN;
    EXCEPTION
      WHEN duplicate_object OR unique_violation THEN NULL;
      WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'the role zhengxun_app is missing, and % may not create it', current_user USING
          ERRCODE = 'insufficient_privilege',
          HINT = 'Let an administrator of the server run: CREATE ROLE zhengxun_app NOLOGIN; GRANT zhengxun_app TO ' || quote_ident(current_user);
    END;
  END IF;
  -- With one address for everything the owner's connections put the role on. Where the owner may not, the service has its own login.
  IF NOT pg_has_role(current_user, 'zhengxun_app', 'MEMBER') THEN
    BEGIN
      EXECUTE format('GRANT zhengxun_app TO %I', current_user);
    EXCEPTION
      WHEN insufficient_privilege OR unique_violation THEN NULL;
    END;
  END IF;
END $$;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
--> statement-breakpoint
GRANT USAGE ON SCHEMA public, drizzle TO zhengxun_app;
--> statement-breakpoint
GRANT SELECT ON drizzle.__drizzle_migrations TO zhengxun_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO zhengxun_app;
--> statement-breakpoint
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO zhengxun_app;
--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO zhengxun_app;
--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO zhengxun_app;
--> statement-breakpoint
-- Told once: what was seen, said, signed or measured. A correction is another row. (test/db/privileges.test.ts holds this list.)
REVOKE UPDATE, DELETE ON
  audit_log,
  authority_revocations,
  carrier_holdings,
  credential_events,
  identity_digest_keys,
  issuer_replies,
  probe_results,
  report_checks,
  report_contents,
  report_files,
  rights_seals,
  round_archives,
  round_events,
  round_photos,
  round_results,
  round_signatures,
  seal_maker_revocations,
  spare_moves,
  staff_imports,
  ticket_events,
  user_request_events,
  validation_evidence
FROM zhengxun_app;
--> statement-breakpoint
REVOKE UPDATE ON authority_crls FROM zhengxun_app;
--> statement-breakpoint
REVOKE INSERT, UPDATE, DELETE ON role_conflicts, districts, user_request_transitions FROM zhengxun_app;
--> statement-breakpoint
-- Administrative division codes of GB/T 2260; the municipality's own for its centre.
INSERT INTO districts (id, name, name_en, position) VALUES
  ('310000', '市中心', 'Municipal centre', 0), ('310101', '黄浦区', 'Huangpu', 1), ('310104', '徐汇区', 'Xuhui', 2),
  ('310105', '长宁区', 'Changning', 3), ('310106', '静安区', 'Jing''an', 4), ('310107', '普陀区', 'Putuo', 5),
  ('310109', '虹口区', 'Hongkou', 6), ('310110', '杨浦区', 'Yangpu', 7), ('310112', '闵行区', 'Minhang', 8),
  ('310113', '宝山区', 'Baoshan', 9), ('310114', '嘉定区', 'Jiading', 10), ('310115', '浦东新区', 'Pudong New Area', 11),
  ('310116', '金山区', 'Jinshan', 12), ('310117', '松江区', 'Songjiang', 13), ('310118', '青浦区', 'Qingpu', 14),
  ('310120', '奉贤区', 'Fengxian', 15), ('310151', '崇明区', 'Chongming', 16);
--> statement-breakpoint
-- Their places in the house: the centre, and a centre in every district. Outlets are opened by people.
INSERT INTO org_units (id, district_id, parent_id, tier, name, state, created_at)
  SELECT md5('unit ' || id)::uuid, id, CASE WHEN position > 0 THEN md5('unit 310000')::uuid END,
    CASE WHEN position > 0 THEN 'district' ELSE 'centre' END, CASE WHEN position > 0 THEN name || '中心' ELSE name END, 'active', now()
  FROM districts ORDER BY position;
--> statement-breakpoint
-- What belongs to a district is seen and written from that district, or from the whole estate ('*'); with nothing said, from nowhere.
-- src/db/scope.ts says it on every statement. A new table: a column `districtId: ownDistrict()` (src/db/columns.ts) and a line below;
-- a table that hangs on such a one: the second function. test/db/districts.test.ts fails for a table that has neither.
CREATE FUNCTION may_see_district(district text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT current_setting('app.district', true) = '*' OR district = nullif(current_setting('app.district', true), '')
$$;
--> statement-breakpoint
CREATE FUNCTION protect_by_district(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('CREATE POLICY district ON %s USING (may_see_district(district_id))', target);
END $$;
--> statement-breakpoint
CREATE FUNCTION protect_with_parent(target regclass, reference name, parent regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('CREATE POLICY district ON %1$s USING (may_see_district(NULL) OR EXISTS (SELECT FROM %3$s p WHERE p.id = %1$s.%2$I))',
    target, reference, parent);
END $$;
--> statement-breakpoint
SELECT protect_by_district('verifications'), protect_by_district('verification_batches'),
  protect_by_district('org_units'), protect_by_district('staff'), protect_by_district('staff_imports'),
  protect_by_district('user_requests'), protect_by_district('user_request_batches'),
  protect_with_parent('user_request_materials', 'request_id', 'user_requests'),
  protect_with_parent('user_request_events', 'request_id', 'user_requests'),
  protect_with_parent('user_request_batch_rows', 'batch_id', 'user_request_batches'),
  protect_with_parent('verification_files', 'verification_id', 'verifications'),
  protect_with_parent('verification_batch_items', 'batch_id', 'verification_batches'),
  protect_with_parent('verification_batch_files', 'batch_id', 'verification_batches'),
  protect_by_district('authority_issuances'),
  protect_with_parent('authority_certificates', 'issuance_id', 'authority_issuances');
--> statement-breakpoint
SELECT protect_by_district('credentials'), protect_by_district('carrier_holdings'),
  protect_with_parent('credential_events', 'credential_id', 'credentials');
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION protect_by_district(regclass), protect_with_parent(regclass, name, regclass) FROM PUBLIC;
--> statement-breakpoint
-- Where people may be moved to: offices by name, of every district. Asked by the owner of the table, whom no policy binds.
CREATE FUNCTION transfer_targets() RETURNS TABLE (id uuid, district_id text, district_name text, name text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT u.id, u.district_id, d.name, u.name FROM org_units u JOIN districts d ON d.id = u.district_id
    WHERE u.state = 'active' ORDER BY d.position, u.tier, u.name
$$;
--> statement-breakpoint
-- The audit trail only grows. One thing may leave it: its oldest rows, all of them up to a signed checkpoint, older than the retention and
-- never younger than six months, by the owner of the table, in the transaction that appends the row `audit.pruned` saying so.
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% only grows: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
--> statement-breakpoint
CREATE FUNCTION guard_audit_pruning() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  kept interval := make_interval(months => coalesce((SELECT months FROM audit_retention), 36));
BEGIN
  IF OLD.at < now() - greatest(kept, interval '6 months')
    AND (SELECT relowner FROM pg_class WHERE oid = TG_RELID) = (SELECT oid FROM pg_roles WHERE rolname = current_user)
    AND EXISTS (SELECT FROM audit_log p JOIN audit_checkpoints c
        ON c.seq = (p.detail->>'throughSeq')::bigint AND c.hash = p.detail->>'hash'
      WHERE p.action = 'audit.pruned' AND p.xmin = pg_current_xact_id()::xid AND OLD.seq <= c.seq)
  THEN RETURN OLD; END IF;
  RAISE EXCEPTION '% only grows: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
--> statement-breakpoint
CREATE FUNCTION guard_audit_prefix() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  through bigint;
BEGIN
  SELECT max((detail->>'throughSeq')::bigint) INTO through FROM audit_log
    WHERE action = 'audit.pruned' AND xmin = pg_current_xact_id()::xid;
  IF EXISTS (SELECT FROM gone) AND EXISTS (SELECT FROM audit_log WHERE seq <= through) THEN
    RAISE EXCEPTION 'audit_log loses its oldest rows together or not at all' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER audit_log_only_grows BEFORE UPDATE ON audit_log
  FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
--> statement-breakpoint
CREATE TRIGGER audit_log_is_pruned_by_age BEFORE DELETE ON audit_log
  FOR EACH ROW EXECUTE FUNCTION guard_audit_pruning();
--> statement-breakpoint
CREATE TRIGGER audit_log_is_pruned_whole AFTER DELETE ON audit_log REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION guard_audit_prefix();
--> statement-breakpoint
CREATE TRIGGER audit_log_is_never_emptied BEFORE TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
--> statement-breakpoint
CREATE TRIGGER audit_checkpoints_only_grow BEFORE UPDATE OR DELETE ON audit_checkpoints
  FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
--> statement-breakpoint
CREATE TRIGGER audit_checkpoints_are_never_emptied BEFORE TRUNCATE ON audit_checkpoints
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
--> statement-breakpoint
-- The three administrators exclude each other (三员分立).
INSERT INTO role_conflicts (role, excludes)
  SELECT a, b FROM unnest(ARRAY['system-admin', 'security-admin', 'audit-admin']) a,
                   unnest(ARRAY['system-admin', 'security-admin', 'audit-admin']) b WHERE a <> b;
--> statement-breakpoint
CREATE FUNCTION refuse_conflicting_role() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  person uuid;
  held text;
BEGIN
  -- Locking the person makes two grants at once take turns.
  SELECT p.id INTO person FROM persons p JOIN accounts a ON a.person_id = p.id WHERE a.id = NEW.account_id FOR UPDATE OF p;
  SELECT r.role INTO held FROM account_roles r
    JOIN accounts a ON a.id = r.account_id
    JOIN role_conflicts c ON c.role = NEW.role AND c.excludes = r.role
    WHERE a.person_id = person LIMIT 1;
  IF held IS NOT NULL THEN
    RAISE EXCEPTION 'role % conflicts with role % of the same person', NEW.role, held
      USING ERRCODE = 'check_violation', CONSTRAINT = 'account_roles_conflict';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER account_roles_conflict BEFORE INSERT OR UPDATE ON account_roles
  FOR EACH ROW EXECUTE FUNCTION refuse_conflicting_role();
--> statement-breakpoint
CREATE FUNCTION refuse_person_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'an account stays with its person' USING ERRCODE = 'check_violation', CONSTRAINT = 'accounts_person';
END $$;
--> statement-breakpoint
CREATE TRIGGER accounts_person BEFORE UPDATE OF person_id ON accounts
  FOR EACH ROW WHEN (OLD.person_id <> NEW.person_id) EXECUTE FUNCTION refuse_person_change();
--> statement-breakpoint
-- Four eyes for trust: a decided change stays as it is, and material begins and ends by an approved change only.
CREATE FUNCTION guard_trust_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' AND NEW.state = 'pending' THEN RETURN NEW; END IF;
  IF TG_OP = 'UPDATE' AND OLD.state = 'pending'
    AND (to_jsonb(NEW) - ARRAY['state', 'decided_at', 'decided_by', 'decided_person', 'decided_name', 'decision_reason'])
      = (to_jsonb(OLD) - ARRAY['state', 'decided_at', 'decided_by', 'decided_person', 'decided_name', 'decision_reason'])
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'a change of trust is proposed once and decided once: % refused', TG_OP
    USING ERRCODE = 'check_violation', CONSTRAINT = 'trust_changes_once';
END $$;
--> statement-breakpoint
CREATE TRIGGER trust_changes_once BEFORE INSERT OR UPDATE OR DELETE ON trust_changes
  FOR EACH ROW EXECUTE FUNCTION guard_trust_change();
--> statement-breakpoint
CREATE FUNCTION guard_trust_material() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' AND NEW.removed_at IS NULL THEN
    -- The installation, before there is anybody to ask.
    IF NEW.added_change IS NULL AND NOT EXISTS (SELECT FROM accounts) THEN RETURN NEW; END IF;
    IF EXISTS (SELECT FROM trust_changes c WHERE c.id = NEW.added_change AND c.state = 'approved' AND c.action <> 'remove'
      AND c.kind = NEW.kind AND c.sha256 = NEW.sha256 AND c.content = NEW.content
      AND c.usage IS NOT DISTINCT FROM NEW.usage AND c.purpose IS NOT DISTINCT FROM NEW.purpose)
      AND NOT EXISTS (SELECT FROM trust_materials m WHERE m.added_change = NEW.added_change)
    THEN RETURN NEW; END IF;
  ELSIF TG_OP = 'UPDATE' AND OLD.removed_at IS NULL
    AND (to_jsonb(NEW) - ARRAY['removed_at', 'removed_change']) = (to_jsonb(OLD) - ARRAY['removed_at', 'removed_change'])
    AND EXISTS (SELECT FROM trust_changes c
      WHERE c.id = NEW.removed_change AND c.state = 'approved' AND c.material_id = OLD.id)
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'trust changes by an approved change only: % refused', TG_OP
    USING ERRCODE = 'check_violation', CONSTRAINT = 'trust_materials_four_eyes';
END $$;
--> statement-breakpoint
CREATE TRIGGER trust_materials_four_eyes BEFORE INSERT OR UPDATE OR DELETE ON trust_materials
  FOR EACH ROW EXECUTE FUNCTION guard_trust_material();
--> statement-breakpoint
CREATE TRIGGER trust_materials_are_never_emptied BEFORE TRUNCATE ON trust_materials
  FOR EACH STATEMENT EXECUTE FUNCTION guard_trust_material();
--> statement-breakpoint
CREATE TRIGGER trust_changes_are_never_emptied BEFORE TRUNCATE ON trust_changes
  FOR EACH STATEMENT EXECUTE FUNCTION guard_trust_change();
--> statement-breakpoint
-- Four eyes for what people do: asked for by a person of the house, decided once by another one whose account was there before, done once.
CREATE FUNCTION guard_approval() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  decision CONSTANT text[] := ARRAY['decided_at', 'decided_by', 'decided_person', 'decided_name', 'decision_reason', 'use_by', 'emergency_id'];
  effect CONSTANT text[] := ARRAY['started_at', 'ended_at', 'outcome'];
BEGIN
  IF TG_OP = 'INSERT' AND NEW.state = 'pending' AND NEW.started_at IS NULL
    AND EXISTS (SELECT FROM accounts a WHERE a.id = NEW.requested_by AND a.person_id = NEW.requested_person)
  THEN RETURN NEW; END IF;
  IF TG_OP = 'UPDATE' AND OLD.state = 'pending' AND NEW.state IN ('approved', 'refused', 'withdrawn')
    AND (to_jsonb(NEW) - 'state' - decision) = (to_jsonb(OLD) - 'state' - decision)
    AND EXISTS (SELECT FROM accounts a WHERE a.id = NEW.decided_by AND a.person_id = NEW.decided_person AND NOT a.is_disabled
      AND (NEW.state = 'withdrawn' OR a.created_at < NEW.requested_at))
    AND (NEW.state <> 'withdrawn' OR NEW.decided_person = NEW.requested_person) AND NEW.emergency_id IS NULL
  THEN RETURN NEW; END IF;
  -- An emergency: both halves were entered for this person, it lasts, and this is the one decision it is for.
  IF TG_OP = 'UPDATE' AND OLD.state = 'pending' AND NEW.state = 'approved' AND NEW.emergency_id IS NOT NULL
    AND (to_jsonb(NEW) - 'state' - decision) = (to_jsonb(OLD) - 'state' - decision)
    AND EXISTS (SELECT FROM accounts a WHERE a.id = NEW.decided_by AND a.person_id = NEW.decided_person AND NOT a.is_disabled)
    AND EXISTS (SELECT FROM break_glass_openings o WHERE o.id = NEW.emergency_id AND o.account_id = NEW.decided_by
      AND o.approval_id = NEW.id AND o.expires_at > NEW.decided_at)
  THEN RETURN NEW; END IF;
  -- The beginning of an effect outside is written down once, before it.
  IF TG_OP = 'UPDATE' AND OLD.state = 'approved' AND NEW.state = 'approved'
    AND OLD.started_at IS NULL AND (to_jsonb(NEW) - 'started_at') = (to_jsonb(OLD) - 'started_at')
  THEN RETURN NEW; END IF;
  IF TG_OP = 'UPDATE' AND OLD.state = 'approved' AND NEW.state IN ('done', 'failed')
    AND (to_jsonb(NEW) - 'state' - effect) = (to_jsonb(OLD) - 'state' - effect)
    AND (OLD.started_at IS NULL OR NEW.started_at = OLD.started_at)
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'what two persons decide is asked once, decided once and done once: % refused', TG_OP
    USING ERRCODE = 'check_violation', CONSTRAINT = 'approvals_once';
END $$;
--> statement-breakpoint
CREATE TRIGGER approvals_once BEFORE INSERT OR UPDATE OR DELETE ON approvals
  FOR EACH ROW EXECUTE FUNCTION guard_approval();
--> statement-breakpoint
CREATE TRIGGER approvals_are_never_emptied BEFORE TRUNCATE ON approvals
  FOR EACH STATEMENT EXECUTE FUNCTION guard_approval();
--> statement-breakpoint
-- An account is disabled, never removed: who did what stays who, and the exception for an estate with one account holds once.
CREATE FUNCTION refuse_account_removal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'accounts are disabled, never removed: % refused', TG_OP
    USING ERRCODE = 'check_violation', CONSTRAINT = 'accounts_stay';
END $$;
--> statement-breakpoint
CREATE TRIGGER accounts_stay BEFORE DELETE ON accounts FOR EACH ROW EXECUTE FUNCTION refuse_account_removal();
--> statement-breakpoint
CREATE TRIGGER accounts_are_never_emptied BEFORE TRUNCATE ON accounts
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_account_removal();
--> statement-breakpoint
-- Break-glass: halves are sealed, then spent or replaced, and never come back; an opening is opened once and passes one thing.
CREATE FUNCTION guard_break_glass_set() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' AND NEW.state = 'sealed' THEN RETURN NEW; END IF;
  IF TG_OP = 'UPDATE' AND OLD.state = 'sealed'
    AND (to_jsonb(NEW) - ARRAY['state', 'ended_at']) = (to_jsonb(OLD) - ARRAY['state', 'ended_at'])
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'sealed halves are used once: % refused', TG_OP
    USING ERRCODE = 'check_violation', CONSTRAINT = 'break_glass_once';
END $$;
--> statement-breakpoint
CREATE TRIGGER break_glass_once BEFORE INSERT OR UPDATE OR DELETE ON break_glass_sets
  FOR EACH ROW EXECUTE FUNCTION guard_break_glass_set();
--> statement-breakpoint
CREATE FUNCTION guard_break_glass_opening() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  opening CONSTANT text[] := ARRAY['opened_at', 'opened_by', 'expires_at'];
  passage CONSTANT text[] := ARRAY['approval_id', 'passed_at'];
BEGIN
  IF TG_OP = 'INSERT' AND NEW.opened_at IS NULL
    AND EXISTS (SELECT FROM break_glass_sets s WHERE s.id = NEW.set_id AND s.state = 'sealed')
  THEN RETURN NEW; END IF;
  IF TG_OP = 'UPDATE' AND OLD.opened_at IS NULL AND NEW.opened_at IS NOT NULL
    AND (to_jsonb(NEW) - opening) = (to_jsonb(OLD) - opening)
    AND NEW.opened_at <= OLD.entered_at + interval '10 minutes' AND NEW.expires_at <= NEW.opened_at + interval '30 minutes'
    AND EXISTS (SELECT FROM break_glass_sets s WHERE s.id = NEW.set_id AND s.state = 'spent')
  THEN RETURN NEW; END IF;
  IF TG_OP = 'UPDATE' AND OLD.opened_at IS NOT NULL AND OLD.approval_id IS NULL AND NEW.passed_at < OLD.expires_at
    AND (to_jsonb(NEW) - passage) = (to_jsonb(OLD) - passage)
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'an emergency is opened once and passes one thing: % refused', TG_OP
    USING ERRCODE = 'check_violation', CONSTRAINT = 'break_glass_opening_once';
END $$;
--> statement-breakpoint
CREATE TRIGGER break_glass_opening_once BEFORE INSERT OR UPDATE OR DELETE ON break_glass_openings
  FOR EACH ROW EXECUTE FUNCTION guard_break_glass_opening();
--> statement-breakpoint
-- What may become of a credential (features/credentials/rules.ts): from step to step, both certificates together, and nothing else of it changes.
CREATE FUNCTION guard_credential() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' AND NEW.state = 'issued' THEN RETURN NEW; END IF;
  IF TG_OP = 'UPDATE' AND (to_jsonb(NEW) - ARRAY['state', 'state_at', 'envelope']) = (to_jsonb(OLD) - ARRAY['state', 'state_at', 'envelope'])
    AND (NEW.envelope IS NULL OR NEW.envelope = OLD.envelope)
    AND (OLD.state, NEW.state) IN (('issued', 'written'), ('issued', 'revoked'), ('written', 'active'), ('written', 'revoked'),
      ('active', 'suspended'), ('active', 'superseded'), ('active', 'revoked'),
      ('suspended', 'active'), ('suspended', 'superseded'), ('suspended', 'revoked'))
  THEN RETURN NEW; END IF;
  -- Its holder is moved to another district: the step is not, and nothing else.
  IF TG_OP = 'UPDATE' AND NEW.district_id <> OLD.district_id AND to_jsonb(NEW) - 'district_id' = to_jsonb(OLD) - 'district_id'
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'a credential goes from step to step: % refused', TG_OP
    USING ERRCODE = 'check_violation', CONSTRAINT = 'credentials_steps';
END $$;
--> statement-breakpoint
CREATE TRIGGER credentials_steps BEFORE INSERT OR UPDATE OR DELETE ON credentials
  FOR EACH ROW EXECUTE FUNCTION guard_credential();
--> statement-breakpoint
CREATE TRIGGER credentials_are_never_emptied BEFORE TRUNCATE ON credentials
  FOR EACH STATEMENT EXECUTE FUNCTION guard_credential();
--> statement-breakpoint
-- A serial number is drawn once and stays: what was ordered and signed under it is never altered, and what is issued or burned is settled.
CREATE FUNCTION guard_authority_certificate() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  outcome CONSTANT text[] := ARRAY['state', 'certificate', 'sha256', 'issued_at'];
BEGIN
  IF TG_OP = 'UPDATE' AND (to_jsonb(NEW) - outcome) = (to_jsonb(OLD) - outcome) AND (
    (OLD.state = 'drawn' AND NEW.state IN ('signing', 'issued')) OR (OLD.state = 'signing' AND NEW.state IN ('issued', 'burned')))
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'a serial number is drawn once and settled once: % refused', TG_OP
    USING ERRCODE = 'check_violation', CONSTRAINT = 'authority_certificates_once';
END $$;
--> statement-breakpoint
CREATE TRIGGER authority_certificates_once BEFORE UPDATE OR DELETE ON authority_certificates
  FOR EACH ROW EXECUTE FUNCTION guard_authority_certificate();
--> statement-breakpoint
-- What was ordered, for whom and by which three persons stays as it was; an issued credential is whole.
CREATE FUNCTION guard_authority_issuance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  course CONSTANT text[] := ARRAY['state', 'code', 'params', 'encryption_key_id', 'envelope', 'chain', 'takes', 'lease_until', 'memory', 'next_at', 'issued_at'];
  issued integer;
BEGIN
  IF TG_OP = 'UPDATE' AND (to_jsonb(NEW) - course) = (to_jsonb(OLD) - course) AND OLD.state NOT IN ('issued', 'refused') THEN
    IF NEW.state <> 'issued' THEN RETURN NEW; END IF;
    SELECT count(*) INTO issued FROM authority_certificates c WHERE c.issuance_id = NEW.id AND c.state = 'issued';
    IF issued = (CASE WHEN NEW.envelope IS NULL THEN 1 ELSE 2 END) THEN RETURN NEW; END IF;
  END IF;
  RAISE EXCEPTION 'a credential is ordered once and issued whole: % refused', TG_OP
    USING ERRCODE = 'check_violation', CONSTRAINT = 'authority_issuances_once';
END $$;
--> statement-breakpoint
CREATE TRIGGER authority_issuances_once BEFORE UPDATE OR DELETE ON authority_issuances
  FOR EACH ROW EXECUTE FUNCTION guard_authority_issuance();
--> statement-breakpoint
-- CRL numbers of an authority rise, whoever writes.
CREATE FUNCTION guard_crl_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.number <= coalesce((SELECT max(number) FROM authority_crls WHERE authority_id = NEW.authority_id AND is_delta = NEW.is_delta), 0)
    OR NEW.number < coalesce((SELECT max(number) FROM authority_crls WHERE authority_id = NEW.authority_id), 0)
  THEN RAISE EXCEPTION 'CRL numbers rise' USING ERRCODE = 'check_violation', CONSTRAINT = 'authority_crls_rise'; END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER authority_crls_rise BEFORE INSERT ON authority_crls FOR EACH ROW EXECUTE FUNCTION guard_crl_number();
--> statement-breakpoint
-- What was published stays for as long as docs/certificate-authority.md says; the newest of each kind always: numbers rise from it.
CREATE FUNCTION guard_crl_pruning() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND OLD.next_update < now() - (CASE WHEN OLD.is_delta THEN interval '30 days' ELSE interval '10 years' END)
    AND EXISTS (SELECT FROM authority_crls c WHERE c.authority_id = OLD.authority_id AND c.is_delta = OLD.is_delta AND c.number > OLD.number)
  THEN RETURN OLD; END IF;
  RAISE EXCEPTION 'a published list stays until nobody can need it: % refused', TG_OP
    USING ERRCODE = 'check_violation', CONSTRAINT = 'authority_crls_stay';
END $$;
--> statement-breakpoint
CREATE TRIGGER authority_crls_stay BEFORE UPDATE OR DELETE ON authority_crls FOR EACH ROW EXECUTE FUNCTION guard_crl_pruning();
--> statement-breakpoint
-- Requests for certificates of people: the table of features/requests/rules.ts, a test holds the two against each other.
INSERT INTO user_request_transitions (kind, from_state, to_state)
  WITH kinds AS (SELECT unnest(ARRAY['new', 'renew', 'rekey', 'change', 'transfer', 'revoke', 'suspend', 'resume', 'unlock', 'upgrade']) AS kind),
  keyed AS (SELECT unnest(ARRAY['new', 'renew', 'rekey', 'change', 'upgrade']) AS kind),
  steps (only_kind, from_state, to_state) AS (VALUES
    ('any', 'draft', 'submitted'), ('any', 'returned', 'submitted'),
    ('any', 'draft', 'cancelled'), ('any', 'returned', 'cancelled'), ('any', 'submitted', 'cancelled'), ('any', 'reviewed', 'cancelled'),
    ('any', 'submitted', 'returned'), ('any', 'submitted', 'rejected'),
    ('by-three', 'submitted', 'reviewed'), ('by-three', 'reviewed', 'returned'), ('by-three', 'reviewed', 'rejected'),
    ('by-three', 'reviewed', 'approved'), ('suspend', 'submitted', 'approved'),
    ('transfer', 'approved', 'closed'), ('revoke', 'approved', 'closed'), ('suspend', 'approved', 'closed'), ('resume', 'approved', 'closed'),
    ('unlock', 'approved', 'closed'),
    ('keyed', 'approved', 'issuing'), ('keyed', 'issuing', 'issued'), ('keyed', 'issuing', 'failed'), ('keyed', 'issued', 'written'),
    ('keyed', 'issued', 'closed'), ('keyed', 'written', 'closed'),
    ('new', 'approved', 'cancelled'), ('renew', 'approved', 'cancelled'), ('rekey', 'approved', 'cancelled'), ('upgrade', 'approved', 'cancelled'))
  SELECT k.kind, s.from_state, s.to_state FROM kinds k JOIN steps s ON s.only_kind = 'any' OR s.only_kind = k.kind
    OR (s.only_kind = 'by-three' AND k.kind <> 'suspend') OR (s.only_kind = 'keyed' AND k.kind IN (SELECT kind FROM keyed));
--> statement-breakpoint
-- Begins as a draft of a person for somebody of that district; may be changed while it is with who asks; every step writes its own columns
-- and nothing else, and goes where the table says. Who reviews and who approves is who the account says, and is not disabled.
CREATE FUNCTION guard_user_request() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  reviewer CONSTANT text[] := ARRAY['reviewer_account', 'reviewer_person', 'reviewer_name', 'reviewed_at'];
  approver CONSTANT text[] := ARRAY['approver_account', 'approver_person', 'approver_name', 'approved_at'];
  changed text[] := ARRAY['state', 'changed_at'];
BEGIN
  IF TG_OP = 'INSERT' AND NEW.state = 'draft' AND NEW.reviewer_person IS NULL AND NEW.approver_person IS NULL
    AND NEW.submitted_at IS NULL AND NEW.issuance_id IS NULL AND NEW.new_credential_id IS NULL AND NEW.bringer_person IS NULL
    AND EXISTS (SELECT FROM accounts a WHERE a.id = NEW.requester_account AND a.person_id = NEW.requester_person)
    AND EXISTS (SELECT FROM staff s WHERE s.id = NEW.staff_id AND s.district_id = NEW.district_id)
  THEN RETURN NEW; END IF;
  IF TG_OP = 'UPDATE' AND NEW.state = OLD.state AND OLD.state IN ('draft', 'returned')
    AND (to_jsonb(NEW) - ARRAY['details', 'lane', 'credential_id', 'changed_at']) = (to_jsonb(OLD) - ARRAY['details', 'lane', 'credential_id', 'changed_at'])
  THEN RETURN NEW; END IF;
  IF TG_OP = 'UPDATE' AND EXISTS (SELECT FROM user_request_transitions t
    WHERE t.kind = OLD.kind AND t.from_state = OLD.state AND t.to_state = NEW.state)
  THEN
    changed := changed || CASE NEW.state
      WHEN 'submitted' THEN ARRAY['submitted_at', 'review_due_at', 'approval_due_at', 'returned', 'reason']
      WHEN 'returned' THEN reviewer || ARRAY['submitted_at', 'review_due_at', 'approval_due_at', 'returned', 'reason']
      WHEN 'reviewed' THEN reviewer
      WHEN 'approved' THEN approver
      WHEN 'issuing' THEN ARRAY['bringer_person', 'carrier_serial', 'carrier_model', 'carrier_kind', 'issuance_id']
      WHEN 'issued' THEN ARRAY['new_credential_id']
      WHEN 'failed' THEN ARRAY['failure_code', 'ended_at']
      WHEN 'rejected' THEN ARRAY['reason', 'ended_at']
      WHEN 'cancelled' THEN ARRAY['reason', 'ended_at']
      WHEN 'closed' THEN ARRAY['ended_at', 'bringer_person']
      ELSE ARRAY[]::text[] END;
    IF (to_jsonb(NEW) - changed) = (to_jsonb(OLD) - changed)
      AND (NEW.state NOT IN ('submitted', 'returned') OR NEW.reviewer_person IS NULL)
      AND (NEW.state <> 'submitted' OR NEW.submitted_at IS NOT NULL)
      AND (NEW.state <> 'issuing' OR (NEW.issuance_id IS NOT NULL AND NEW.bringer_person IS NOT NULL))
      AND (NEW.state <> 'reviewed' OR EXISTS (SELECT FROM accounts a
        WHERE a.id = NEW.reviewer_account AND a.person_id = NEW.reviewer_person AND NOT a.is_disabled))
      AND (NEW.state <> 'approved' OR EXISTS (SELECT FROM accounts a
        WHERE a.id = NEW.approver_account AND a.person_id = NEW.approver_person AND NOT a.is_disabled))
    THEN RETURN NEW; END IF;
  END IF;
  RAISE EXCEPTION 'a request goes by its table: % from % to % refused', TG_OP, OLD.state, NEW.state
    USING ERRCODE = 'check_violation', CONSTRAINT = 'user_requests_by_table';
END $$;
--> statement-breakpoint
CREATE TRIGGER user_requests_by_table BEFORE INSERT OR UPDATE OR DELETE ON user_requests
  FOR EACH ROW EXECUTE FUNCTION guard_user_request();
--> statement-breakpoint
CREATE TRIGGER user_requests_are_never_emptied BEFORE TRUNCATE ON user_requests
  FOR EACH STATEMENT EXECUTE FUNCTION guard_user_request();
--> statement-breakpoint
-- Evidence comes and goes only while its request is with who asks; it is marked as taken out, never lost.
CREATE FUNCTION guard_user_request_material() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'DELETE' AND EXISTS (SELECT FROM user_requests r WHERE r.id = NEW.request_id AND r.state IN ('draft', 'returned'))
    AND (TG_OP = 'INSERT' AND NEW.removed_at IS NULL OR TG_OP = 'UPDATE' AND OLD.removed_at IS NULL
      AND (to_jsonb(NEW) - 'removed_at') = (to_jsonb(OLD) - 'removed_at'))
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'the evidence of a request stays with it: % refused', TG_OP
    USING ERRCODE = 'check_violation', CONSTRAINT = 'user_request_materials_stay';
END $$;
--> statement-breakpoint
CREATE TRIGGER user_request_materials_stay BEFORE INSERT OR UPDATE OR DELETE ON user_request_materials
  FOR EACH ROW EXECUTE FUNCTION guard_user_request_material();
--> statement-breakpoint
-- Electronic seals: three persons make one, two change how it stands (features/seals/rules.ts holds the same table of steps).
SELECT protect_by_district('seals'), protect_by_district('seal_requests'),
  protect_with_parent('seal_events', 'request_id', 'seal_requests');
--> statement-breakpoint
REVOKE UPDATE, DELETE ON seal_events FROM zhengxun_app;
--> statement-breakpoint
CREATE FUNCTION guard_seal_request() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  makes boolean := NEW.kind IN ('new', 'change', 'reissue');
  steps text[] := ARRAY['state', 'changed_at', 'answer', 'reviewer_name', 'reviewer_person', 'drafter_name', 'drafter_person',
    'maker_name', 'maker_person', 'picture', 'picture_svg', 'picture_sha256', 'width_mm', 'height_mm'];
BEGIN
  -- Who may not be the same person, at whatever step.
  IF NEW.requester_person IN (NEW.reviewer_person, NEW.drafter_person, NEW.maker_person) OR NEW.maker_person = NEW.reviewer_person
  THEN RAISE EXCEPTION 'one person for two steps of a seal' USING ERRCODE = 'check_violation', CONSTRAINT = 'seal_requests_persons'; END IF;
  IF (NEW.state <> 'queued' AND NEW.requester_person IS NULL AND NEW.state <> 'cancelled')
    OR (NEW.state IN ('reviewed', 'pictured', 'made', 'delivered', 'done', 'rejected') AND NEW.reviewer_person IS NULL)
    OR (NEW.state IN ('pictured', 'made', 'delivered') AND (NEW.drafter_person IS NULL OR NEW.picture IS NULL))
    OR (NEW.state IN ('made', 'delivered') AND NEW.maker_person IS NULL)
  THEN RAISE EXCEPTION 'a step of a seal without its person' USING ERRCODE = 'check_violation', CONSTRAINT = 'seal_requests_persons'; END IF;
  IF TG_OP = 'INSERT' THEN
    IF (NEW.state = 'submitted' OR (NEW.state = 'queued' AND NEW.kind = 'reissue')) AND (NEW.kind = 'new') = (NEW.seal_id IS NULL)
      AND NEW.reviewer_person IS NULL AND NEW.drafter_person IS NULL AND NEW.maker_person IS NULL AND NEW.picture IS NULL
    THEN RETURN NEW; END IF;
  ELSIF TG_OP = 'UPDATE' AND NEW.state = 'submitted' AND OLD.state IN ('returned', 'queued') AND makes
    AND (NEW.id, NEW.kind, NEW.district_id) = (OLD.id, OLD.kind, OLD.district_id) AND NEW.seal_id IS NOT DISTINCT FROM OLD.seal_id
    AND NEW.reviewer_person IS NULL AND NEW.drafter_person IS NULL AND NEW.maker_person IS NULL AND NEW.picture IS NULL
  THEN RETURN NEW;
  -- From here on what was asked for is what it is, and who did a step did it.
  ELSIF TG_OP = 'UPDATE' AND (to_jsonb(NEW) - steps) = (to_jsonb(OLD) - steps)
    AND coalesce(NEW.reviewer_person = OLD.reviewer_person, OLD.reviewer_person IS NULL OR NEW.state = 'returned')
    AND coalesce(NEW.drafter_person = OLD.drafter_person, OLD.drafter_person IS NULL OR NEW.state = 'returned')
    AND (OLD.picture IS NULL OR NEW.picture = OLD.picture)
    AND ((OLD.state, NEW.state) IN (('submitted', 'cancelled'), ('submitted', 'rejected'))
      OR (makes AND (OLD.state, NEW.state) IN (('submitted', 'returned'), ('submitted', 'reviewed'), ('reviewed', 'returned'),
        ('reviewed', 'pictured'), ('pictured', 'returned'), ('pictured', 'made'), ('made', 'delivered'), ('returned', 'cancelled'),
        ('queued', 'cancelled')))
      OR (NOT makes AND (OLD.state, NEW.state) = ('submitted', 'done')))
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'a seal request goes from step to step: % refused', TG_OP
    USING ERRCODE = 'check_violation', CONSTRAINT = 'seal_requests_steps';
END $$;
--> statement-breakpoint
CREATE TRIGGER seal_requests_steps BEFORE INSERT OR UPDATE OR DELETE ON seal_requests
  FOR EACH ROW EXECUTE FUNCTION guard_seal_request();
--> statement-breakpoint
CREATE FUNCTION guard_seal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  cause seal_requests;
BEGIN
  IF TG_OP <> 'DELETE' THEN SELECT * INTO cause FROM seal_requests r WHERE r.id = NEW.state_by; END IF;
  IF TG_OP = 'INSERT' AND NEW.state = 'active' AND NEW.request_id = NEW.state_by AND cause.state = 'made'
    AND cause.district_id = NEW.district_id AND cause.picture = NEW.picture AND NEW.supersedes_id IS NOT DISTINCT FROM cause.seal_id
  THEN RETURN NEW;
  ELSIF TG_OP = 'UPDATE' AND NEW.state = OLD.state AND OLD.delivered_at IS NULL
    AND (to_jsonb(NEW) - ARRAY['delivered_at']) = (to_jsonb(OLD) - ARRAY['delivered_at'])
  THEN RETURN NEW;
  ELSIF TG_OP = 'UPDATE' AND cause.seal_id = OLD.id AND NEW.state_by <> OLD.state_by
    AND (to_jsonb(NEW) - ARRAY['state', 'state_by', 'state_at']) = (to_jsonb(OLD) - ARRAY['state', 'state_by', 'state_at'])
    AND ((cause.state = 'done' AND (cause.kind, OLD.state, NEW.state) IN (('freeze', 'active', 'frozen'), ('unfreeze', 'frozen', 'active'),
        ('destroy', 'active', 'destroyed'), ('destroy', 'frozen', 'destroyed')))
      OR (cause.state = 'made' AND NEW.state = 'superseded' AND OLD.state IN ('active', 'frozen')))
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'a seal changes by an approved request only: % refused', TG_OP
    USING ERRCODE = 'check_violation', CONSTRAINT = 'seals_by_request';
END $$;
--> statement-breakpoint
CREATE TRIGGER seals_by_request BEFORE INSERT OR UPDATE OR DELETE ON seals
  FOR EACH ROW EXECUTE FUNCTION guard_seal();
--> statement-breakpoint
-- A seal that was taken in stays as its maker signed it, and a withdrawn one is never used again.
CREATE FUNCTION guard_electronic_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (to_jsonb(NEW) - 'standing') = (to_jsonb(OLD) - 'standing') AND (OLD.standing <> 'withdrawn' OR NEW.standing = 'withdrawn')
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'an electronic seal changes its standing only' USING ERRCODE = 'check_violation', CONSTRAINT = 'electronic_seals_kept';
END $$;
--> statement-breakpoint
CREATE TRIGGER electronic_seals_kept BEFORE UPDATE ON electronic_seals
  FOR EACH ROW EXECUTE FUNCTION guard_electronic_seal();
