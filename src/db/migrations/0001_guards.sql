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
REVOKE UPDATE, DELETE ON audit_log, issuer_replies, probe_results, report_checks, report_contents, report_files, round_archives,
  round_events, round_photos, round_results, round_signatures, spare_moves, ticket_events, validation_evidence FROM zhengxun_app;
--> statement-breakpoint
REVOKE INSERT, UPDATE, DELETE ON role_conflicts, districts FROM zhengxun_app;
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
  protect_with_parent('verification_files', 'verification_id', 'verifications'),
  protect_with_parent('verification_batch_items', 'batch_id', 'verification_batches'),
  protect_with_parent('verification_batch_files', 'batch_id', 'verification_batches');
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION protect_by_district(regclass), protect_with_parent(regclass, name, regclass) FROM PUBLIC;
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
