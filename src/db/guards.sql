-- What the schema files cannot say. Copied into the migrations by `npm run migrations -- --reset`.

-- The audit trail only grows.
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit_log only grows: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
--> statement-breakpoint
CREATE TRIGGER audit_log_only_grows BEFORE UPDATE OR DELETE ON audit_log
  FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
--> statement-breakpoint
CREATE TRIGGER audit_log_is_never_emptied BEFORE TRUNCATE ON audit_log
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
