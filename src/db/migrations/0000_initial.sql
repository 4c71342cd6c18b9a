CREATE SEQUENCE "public"."seal_numbers" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1;--> statement-breakpoint
CREATE TABLE "account_roles" (
	"account_id" uuid NOT NULL,
	"role" text NOT NULL,
	"granted_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "account_roles_account_id_role_pk" PRIMARY KEY("account_id","role")
);
--> statement-breakpoint
CREATE TABLE "accounts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"username" text NOT NULL,
	"password_hash" text NOT NULL,
	"password_changed_at" timestamp(3) with time zone NOT NULL,
	"password_is_temporary" boolean DEFAULT true NOT NULL,
	"district_id" text,
	"is_disabled" boolean DEFAULT false NOT NULL,
	"rights_version" integer DEFAULT 0 NOT NULL,
	"rights_mac" text,
	"failed_attempts" integer DEFAULT 0 NOT NULL,
	"locked_until" timestamp(3) with time zone,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "accounts_username_unique" UNIQUE("username")
);
--> statement-breakpoint
CREATE TABLE "persons" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "role_conflicts" (
	"role" text NOT NULL,
	"excludes" text NOT NULL,
	CONSTRAINT "role_conflicts_role_excludes_pk" PRIMARY KEY("role","excludes")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"token_hash" text NOT NULL,
	"address" text NOT NULL,
	"factors" text[] NOT NULL,
	"authenticated_at" timestamp(3) with time zone NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"last_seen_at" timestamp(3) with time zone NOT NULL,
	"expires_at" timestamp(3) with time zone NOT NULL,
	"ended_at" timestamp(3) with time zone,
	CONSTRAINT "sessions_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "api_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"name" text NOT NULL,
	"token_hash" text NOT NULL,
	"scopes" text[] NOT NULL,
	"addresses" text[] NOT NULL,
	"mac" text,
	"created_at" timestamp(3) with time zone NOT NULL,
	"expires_at" timestamp(3) with time zone NOT NULL,
	"last_used_at" timestamp(3) with time zone,
	"last_used_from" text,
	"revoked_at" timestamp(3) with time zone,
	"revoked_by" text,
	CONSTRAINT "api_keys_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "approvals" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"object_type" text NOT NULL,
	"object_id" text NOT NULL,
	"subject" text NOT NULL,
	"request" text NOT NULL,
	"request_sha256" text NOT NULL,
	"reason" text NOT NULL,
	"sealed_id" uuid,
	"state" text NOT NULL,
	"requested_at" timestamp(3) with time zone NOT NULL,
	"expires_at" timestamp(3) with time zone NOT NULL,
	"requested_by" uuid NOT NULL,
	"requested_person" uuid NOT NULL,
	"requested_name" text NOT NULL,
	"decided_at" timestamp(3) with time zone,
	"decided_by" uuid,
	"decided_person" uuid,
	"decided_name" text,
	"decision_reason" text,
	"emergency_id" uuid,
	"use_by" timestamp(3) with time zone,
	"started_at" timestamp(3) with time zone,
	"ended_at" timestamp(3) with time zone,
	"outcome" jsonb,
	CONSTRAINT "approvals_emergency_id_unique" UNIQUE("emergency_id"),
	CONSTRAINT "approvals_digest" CHECK ("approvals"."request_sha256" = encode(sha256(convert_to("approvals"."request", 'UTF8')), 'hex')),
	CONSTRAINT "approvals_decided" CHECK (("approvals"."state" = 'pending') = ("approvals"."decided_at" is null)),
	CONSTRAINT "approvals_ended" CHECK (("approvals"."state" in ('done', 'failed')) = ("approvals"."ended_at" is not null)),
	CONSTRAINT "approvals_four_eyes" CHECK ("approvals"."state" in ('pending', 'withdrawn') or "approvals"."emergency_id" is not null
        or ("approvals"."decided_person" is not null and "approvals"."decided_person" <> "approvals"."requested_person"
          and "approvals"."decided_by" is not null and "approvals"."decided_by" <> "approvals"."requested_by")),
	CONSTRAINT "approvals_in_time" CHECK ("approvals"."state" not in ('approved', 'done', 'failed') or "approvals"."decided_at" < "approvals"."expires_at"),
	CONSTRAINT "approvals_used_in_time" CHECK ("approvals"."state" <> 'done' or "approvals"."use_by" is null or "approvals"."ended_at" < "approvals"."use_by")
);
--> statement-breakpoint
CREATE TABLE "audit_checkpoints" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"hash" text NOT NULL,
	"hash_algorithm" text NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	"key_id" uuid NOT NULL,
	"key_algorithm" text NOT NULL,
	"public_key" "bytea" NOT NULL,
	"signature" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_copies" (
	"place" text PRIMARY KEY NOT NULL,
	"seq" bigint NOT NULL,
	"taken_at" timestamp(3) with time zone,
	"tried_at" timestamp(3) with time zone NOT NULL,
	"failing_since" timestamp(3) with time zone,
	"error" text
);
--> statement-breakpoint
CREATE TABLE "audit_log" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	"actor_type" text NOT NULL,
	"actor_id" text NOT NULL,
	"actor_name" text NOT NULL,
	"person_id" text,
	"roles" text[] NOT NULL,
	"session_id" text,
	"address" text,
	"request_id" text NOT NULL,
	"action" text NOT NULL,
	"object_type" text NOT NULL,
	"object_id" text NOT NULL,
	"detail" jsonb NOT NULL,
	"previous_hash" text NOT NULL,
	"hash" text NOT NULL,
	"hash_algorithm" text NOT NULL,
	CONSTRAINT "audit_log_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "audit_retention" (
	"is_set" boolean PRIMARY KEY NOT NULL,
	"months" integer NOT NULL,
	"changed_at" timestamp(3) with time zone NOT NULL,
	"changed_by" text NOT NULL,
	CONSTRAINT "audit_retention_one" CHECK (is_set),
	CONSTRAINT "audit_retention_months" CHECK (months between 6 and 1200)
);
--> statement-breakpoint
CREATE TABLE "authorities" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"label" text NOT NULL,
	"name" text NOT NULL,
	"state" text NOT NULL,
	"profiles" text[] NOT NULL,
	"key_id" uuid,
	"request" "bytea",
	"certificate" "bytea",
	"chain" "bytea" NOT NULL,
	"public_url" text,
	"crl_every_minutes" integer NOT NULL,
	"crl_life_minutes" integer NOT NULL,
	"connection_id" uuid,
	"created_by" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "authorities_label_unique" UNIQUE("label"),
	CONSTRAINT "authorities_key" CHECK (("authorities"."kind" = 'builtin') = ("authorities"."key_id" is not null)),
	CONSTRAINT "authorities_connection" CHECK (("authorities"."kind" = 'builtin') = ("authorities"."connection_id" is null)),
	CONSTRAINT "authorities_life" CHECK ("authorities"."crl_life_minutes" > "authorities"."crl_every_minutes" and "authorities"."crl_every_minutes" > 0)
);
--> statement-breakpoint
CREATE TABLE "authority_certificates" (
	"id" uuid PRIMARY KEY NOT NULL,
	"authority_id" uuid NOT NULL,
	"issuance_id" uuid,
	"role" text NOT NULL,
	"serial" text NOT NULL,
	"state" text NOT NULL,
	"tbs" "bytea" NOT NULL,
	"certificate" "bytea",
	"sha256" text,
	"not_before" timestamp(3) with time zone NOT NULL,
	"not_after" timestamp(3) with time zone NOT NULL,
	"key_id" uuid,
	"created_at" timestamp(3) with time zone NOT NULL,
	"issued_at" timestamp(3) with time zone,
	CONSTRAINT "authority_certificates_sha256_unique" UNIQUE("sha256"),
	CONSTRAINT "authority_certificates_serial" UNIQUE("authority_id","serial"),
	CONSTRAINT "authority_certificates_whole" CHECK (("authority_certificates"."state" = 'issued') = ("authority_certificates"."certificate" is not null))
);
--> statement-breakpoint
CREATE TABLE "authority_crls" (
	"id" uuid PRIMARY KEY NOT NULL,
	"authority_id" uuid NOT NULL,
	"is_delta" boolean NOT NULL,
	"number" bigint NOT NULL,
	"base" bigint,
	"this_update" timestamp(3) with time zone NOT NULL,
	"next_update" timestamp(3) with time zone NOT NULL,
	"position" bigint NOT NULL,
	"entries" integer NOT NULL,
	"crl" "bytea" NOT NULL,
	CONSTRAINT "authority_crls_number" UNIQUE("authority_id","is_delta","number"),
	CONSTRAINT "authority_crls_base" CHECK ("authority_crls"."is_delta" = ("authority_crls"."base" is not null))
);
--> statement-breakpoint
CREATE TABLE "authority_issuances" (
	"id" uuid PRIMARY KEY NOT NULL,
	"request_id" text NOT NULL,
	"authority_id" uuid NOT NULL,
	"profile_id" text NOT NULL,
	"district_id" text NOT NULL,
	"order_sha256" text NOT NULL,
	"identity_id" uuid NOT NULL,
	"subject" text NOT NULL,
	"carrier_serial" text NOT NULL,
	"request" "bytea" NOT NULL,
	"spki_sha256" text NOT NULL,
	"requester" uuid NOT NULL,
	"reviewer" uuid NOT NULL,
	"approver" uuid NOT NULL,
	"state" text NOT NULL,
	"replaces_id" uuid,
	"code" text,
	"params" jsonb,
	"encryption_key_id" uuid,
	"envelope" "bytea",
	"chain" "bytea" NOT NULL,
	"takes" integer NOT NULL,
	"lease_until" timestamp(3) with time zone,
	"memory" jsonb,
	"next_at" timestamp(3) with time zone NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"issued_at" timestamp(3) with time zone,
	CONSTRAINT "authority_issuances_request_id_unique" UNIQUE("request_id"),
	CONSTRAINT "authority_issuances_persons" CHECK ("authority_issuances"."requester" <> "authority_issuances"."reviewer" and "authority_issuances"."reviewer" <> "authority_issuances"."approver" and "authority_issuances"."requester" <> "authority_issuances"."approver")
);
--> statement-breakpoint
CREATE TABLE "authority_revocations" (
	"position" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "authority_revocations_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"authority_id" uuid NOT NULL,
	"certificate_id" uuid NOT NULL,
	"serial" text NOT NULL,
	"not_after" timestamp(3) with time zone NOT NULL,
	"kind" text NOT NULL,
	"reason" text NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	"by" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "authority_tellings" (
	"position" bigint PRIMARY KEY NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	"problem" text
);
--> statement-breakpoint
CREATE TABLE "backup_sets" (
	"source_id" uuid NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"parent" text,
	"started_at" timestamp(3) with time zone NOT NULL,
	"ended_at" timestamp(3) with time zone,
	"size_bytes" bigint NOT NULL,
	"file_count" integer NOT NULL,
	"table_count" integer NOT NULL,
	"manifest" text NOT NULL,
	"manifest_digest" text,
	"offsite" text NOT NULL,
	"verdict" text NOT NULL,
	"reasons" jsonb NOT NULL,
	"first_seen_at" timestamp(3) with time zone NOT NULL,
	"last_seen_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "backup_sets_source_id_name_pk" PRIMARY KEY("source_id","name")
);
--> statement-breakpoint
CREATE TABLE "backup_sources" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"system_id" text NOT NULL,
	"node_id" text NOT NULL,
	"kind" text NOT NULL,
	"place" jsonb NOT NULL,
	"place_secret_id" uuid,
	"offsite" jsonb,
	"offsite_secret_id" uuid,
	"stanza" text NOT NULL,
	"manifest_key_id" uuid,
	"passphrase_id" uuid,
	"plan" jsonb NOT NULL,
	"queries" jsonb NOT NULL,
	"extensions" text[] NOT NULL,
	"roles" text[] NOT NULL,
	"drill_every_ms" bigint NOT NULL,
	"is_enabled" boolean NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"next_check_at" timestamp(3) with time zone NOT NULL,
	"checked_at" timestamp(3) with time zone,
	"completeness" text,
	"completeness_reasons" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "source_drills" (
	"id" uuid PRIMARY KEY NOT NULL,
	"source_id" uuid NOT NULL,
	"set_name" text,
	"state" text NOT NULL,
	"phase" text NOT NULL,
	"requested_at" timestamp(3) with time zone NOT NULL,
	"requested_by" text NOT NULL,
	"started_at" timestamp(3) with time zone,
	"ended_at" timestamp(3) with time zone,
	"owner" text,
	"lease_until" timestamp(3) with time zone,
	"recovery_time_ms" integer,
	"data_age_ms" bigint,
	"usability" text,
	"reasons" jsonb NOT NULL,
	"tables" jsonb,
	"queries" jsonb,
	"phases_ms" jsonb,
	"server" text,
	"is_isolated" boolean
);
--> statement-breakpoint
CREATE TABLE "backup_drills" (
	"id" uuid PRIMARY KEY NOT NULL,
	"backup_id" uuid NOT NULL,
	"state" text NOT NULL,
	"phase" text NOT NULL,
	"started_at" timestamp(3) with time zone NOT NULL,
	"ended_at" timestamp(3) with time zone,
	"recovery_time_ms" integer,
	"data_age_ms" bigint,
	"usability" text,
	"reasons" jsonb NOT NULL,
	"tables" jsonb
);
--> statement-breakpoint
CREATE TABLE "backups" (
	"id" uuid PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"started_at" timestamp(3) with time zone NOT NULL,
	"ended_at" timestamp(3) with time zone,
	"size_bytes" bigint,
	"file_count" integer,
	"table_count" integer,
	"manifest_digest" text,
	"error" text,
	"completeness" text,
	"completeness_reasons" jsonb,
	"checked_at" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE TABLE "break_glass_openings" (
	"id" uuid PRIMARY KEY NOT NULL,
	"set_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"reason" text NOT NULL,
	"entered" text NOT NULL,
	"entered_at" timestamp(3) with time zone NOT NULL,
	"opened_at" timestamp(3) with time zone,
	"opened_by" uuid,
	"expires_at" timestamp(3) with time zone,
	"approval_id" uuid,
	"passed_at" timestamp(3) with time zone,
	CONSTRAINT "break_glass_openings_approval_id_unique" UNIQUE("approval_id"),
	CONSTRAINT "break_glass_openings_opened" CHECK (("break_glass_openings"."opened_at" is null) = ("break_glass_openings"."expires_at" is null)),
	CONSTRAINT "break_glass_openings_passed" CHECK ("break_glass_openings"."approval_id" is null or "break_glass_openings"."opened_at" is not null)
);
--> statement-breakpoint
CREATE TABLE "break_glass_sets" (
	"id" uuid PRIMARY KEY NOT NULL,
	"first_holder" text NOT NULL,
	"second_holder" text NOT NULL,
	"first_hash" text NOT NULL,
	"second_hash" text NOT NULL,
	"state" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"created_by" text NOT NULL,
	"ended_at" timestamp(3) with time zone,
	CONSTRAINT "break_glass_sets_ended" CHECK (("break_glass_sets"."state" = 'sealed') = ("break_glass_sets"."ended_at" is null))
);
--> statement-breakpoint
CREATE TABLE "certificate_collection" (
	"id" integer PRIMARY KEY NOT NULL,
	"until" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "certificate_requests" (
	"id" uuid PRIMARY KEY NOT NULL,
	"algorithm" text NOT NULL,
	"purpose" text NOT NULL,
	"common_name" text NOT NULL,
	"subject" text NOT NULL,
	"sans" text[] NOT NULL,
	"der" "bytea" NOT NULL,
	"spki_sha256" text NOT NULL,
	"key_id" uuid,
	"created_by" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "certificate_requests_spki_sha256_unique" UNIQUE("spki_sha256")
);
--> statement-breakpoint
CREATE TABLE "certificates" (
	"id" uuid PRIMARY KEY NOT NULL,
	"sha256" text NOT NULL,
	"der" "bytea" NOT NULL,
	"subject" text NOT NULL,
	"issuer" text NOT NULL,
	"subject_key" text NOT NULL,
	"issuer_key" text NOT NULL,
	"serial" text NOT NULL,
	"not_before" timestamp(3) with time zone NOT NULL,
	"not_after" timestamp(3) with time zone NOT NULL,
	"algorithm" text NOT NULL,
	"key_bits" integer,
	"sans" text[] NOT NULL,
	"is_ca" boolean NOT NULL,
	"spki_sha256" text NOT NULL,
	"source" text NOT NULL,
	"first_seen" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "certificates_sha256_unique" UNIQUE("sha256")
);
--> statement-breakpoint
CREATE TABLE "served_chains" (
	"id" uuid PRIMARY KEY NOT NULL,
	"endpoint" text NOT NULL,
	"server_name" text NOT NULL,
	"node_id" text,
	"node_name" text NOT NULL,
	"leaf_id" uuid NOT NULL,
	"chain" uuid[] NOT NULL,
	"first_end" timestamp(3) with time zone NOT NULL,
	"is_complete" boolean NOT NULL,
	"is_current" boolean NOT NULL,
	"first_seen" timestamp(3) with time zone NOT NULL,
	"last_seen" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "served_chains_once" UNIQUE("endpoint","server_name","chain")
);
--> statement-breakpoint
CREATE TABLE "carrier_holdings" (
	"position" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "carrier_holdings_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"carrier_id" uuid NOT NULL,
	"district_id" text DEFAULT nullif(nullif(current_setting('app.district', true), ''), '*') NOT NULL,
	"staff_id" uuid NOT NULL,
	"event" text NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	"credential_id" uuid NOT NULL,
	"actor_id" text NOT NULL,
	"actor_name" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "carriers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"serial" text NOT NULL,
	"model" text NOT NULL,
	"kind" text NOT NULL,
	"holder_id" uuid,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "carriers_serial_unique" UNIQUE("serial")
);
--> statement-breakpoint
CREATE TABLE "credential_events" (
	"position" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "credential_events_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"credential_id" uuid NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	"kind" text NOT NULL,
	"actor_id" text NOT NULL,
	"actor_name" text NOT NULL,
	"detail" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "credentials" (
	"id" uuid PRIMARY KEY NOT NULL,
	"district_id" text DEFAULT nullif(nullif(current_setting('app.district', true), ''), '*') NOT NULL,
	"staff_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"issuance_id" uuid NOT NULL,
	"carrier_id" uuid NOT NULL,
	"algorithm" text NOT NULL,
	"subject" text NOT NULL,
	"issuer" text NOT NULL,
	"sign_certificate" "bytea" NOT NULL,
	"sign_sha256" text NOT NULL,
	"sign_serial" text NOT NULL,
	"encryption_certificate" "bytea",
	"encryption_sha256" text,
	"encryption_serial" text,
	"chain" jsonb NOT NULL,
	"envelope" "bytea",
	"not_before" timestamp(3) with time zone NOT NULL,
	"not_after" timestamp(3) with time zone NOT NULL,
	"supersedes_id" uuid,
	"state" text NOT NULL,
	"state_at" timestamp(3) with time zone NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "credentials_request_id_unique" UNIQUE("request_id"),
	CONSTRAINT "credentials_issuance_id_unique" UNIQUE("issuance_id"),
	CONSTRAINT "credentials_sign_sha256_unique" UNIQUE("sign_sha256"),
	CONSTRAINT "credentials_encryption_sha256_unique" UNIQUE("encryption_sha256"),
	CONSTRAINT "credentials_whole_pair" CHECK (("credentials"."encryption_certificate" is null) = ("credentials"."encryption_sha256" is null)
        and ("credentials"."encryption_serial" is null) = ("credentials"."encryption_sha256" is null)
        and ("credentials"."algorithm" = 'SM2') = ("credentials"."encryption_sha256" is not null)
        and ("credentials"."envelope" is null or "credentials"."encryption_sha256" is not null)),
	CONSTRAINT "credentials_validity" CHECK ("credentials"."not_before" < "credentials"."not_after"),
	CONSTRAINT "credentials_not_itself" CHECK ("credentials"."supersedes_id" <> "credentials"."id")
);
--> statement-breakpoint
CREATE TABLE "binding_sightings" (
	"binding_id" uuid NOT NULL,
	"place" text NOT NULL,
	"via" text NOT NULL,
	"seen_sha256" text,
	"verdict" text NOT NULL,
	"reasons" jsonb NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "binding_sightings_binding_id_place_pk" PRIMARY KEY("binding_id","place")
);
--> statement-breakpoint
CREATE TABLE "deployment_bindings" (
	"id" uuid PRIMARY KEY NOT NULL,
	"lineage_id" uuid NOT NULL,
	"target_kind" text NOT NULL,
	"target_version" text,
	"node_name" text NOT NULL,
	"node_id" text,
	"address" text NOT NULL,
	"port" integer NOT NULL,
	"vip" text,
	"server_name" text NOT NULL,
	"start_tls" text NOT NULL,
	"certificate_id" uuid,
	"created_by" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"removed_at" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE TABLE "deployment_runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"lineage_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"certificate_id" uuid,
	"replaces_id" uuid,
	"reason" text NOT NULL,
	"state" text NOT NULL,
	"opened_by" text NOT NULL,
	"opened_at" timestamp(3) with time zone NOT NULL,
	"closed_at" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE TABLE "deployment_steps" (
	"run_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"kind" text NOT NULL,
	"binding_id" uuid,
	"state" text NOT NULL,
	"note" text,
	"evidence" jsonb NOT NULL,
	"done_by" text,
	"done_at" timestamp(3) with time zone,
	CONSTRAINT "deployment_steps_run_id_position_pk" PRIMARY KEY("run_id","position")
);
--> statement-breakpoint
CREATE TABLE "discovery_allowances" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"scope" text NOT NULL,
	"ports" integer[] NOT NULL,
	"reason" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"removed_at" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE TABLE "discovery_findings" (
	"job_id" uuid NOT NULL,
	"place" text NOT NULL,
	"item" integer NOT NULL,
	"outcome" text NOT NULL,
	"certificate_id" uuid,
	"problem" text,
	"at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "discovery_findings_job_id_place_item_pk" PRIMARY KEY("job_id","place","item")
);
--> statement-breakpoint
CREATE TABLE "discovery_jobs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"scope" text NOT NULL,
	"ports" integer[] NOT NULL,
	"server_name" text NOT NULL,
	"state" text NOT NULL,
	"total" integer NOT NULL,
	"done" integer NOT NULL,
	"found" integer NOT NULL,
	"lease_until" timestamp(3) with time zone,
	"attempts" integer NOT NULL,
	"error_code" text,
	"error_params" jsonb,
	"created_by" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"started_at" timestamp(3) with time zone,
	"finished_at" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE TABLE "unknown_certificates" (
	"certificate_id" uuid PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"place" text NOT NULL,
	"first_seen" timestamp(3) with time zone NOT NULL,
	"decided_by" text,
	"decided_at" timestamp(3) with time zone,
	"reason" text
);
--> statement-breakpoint
CREATE TABLE "districts" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"name_en" text NOT NULL,
	"position" integer NOT NULL,
	CONSTRAINT "districts_position_unique" UNIQUE("position")
);
--> statement-breakpoint
CREATE TABLE "address_failures" (
	"address" text PRIMARY KEY NOT NULL,
	"failures" integer NOT NULL,
	"since" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "login_certificates" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"key_digest" text NOT NULL,
	"certificate" "bytea" NOT NULL,
	"subject" text NOT NULL,
	"issuer" text NOT NULL,
	"not_after" timestamp(3) with time zone NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"last_used_at" timestamp(3) with time zone,
	"held_at" timestamp(3) with time zone,
	CONSTRAINT "login_certificates_key_digest_unique" UNIQUE("key_digest")
);
--> statement-breakpoint
CREATE TABLE "login_challenges" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"value" text NOT NULL,
	"session_id" uuid,
	"browser_hash" text,
	"origin" text NOT NULL,
	"detail" jsonb NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"expires_at" timestamp(3) with time zone NOT NULL,
	"used_at" timestamp(3) with time zone,
	CONSTRAINT "login_challenges_value_unique" UNIQUE("value"),
	CONSTRAINT "login_challenges_holder" CHECK (("login_challenges"."session_id" is null) <> ("login_challenges"."browser_hash" is null))
);
--> statement-breakpoint
CREATE TABLE "login_identities" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"last_used_at" timestamp(3) with time zone,
	CONSTRAINT "login_identities_subject" UNIQUE("issuer","subject")
);
--> statement-breakpoint
CREATE TABLE "passkeys" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"public_key" "bytea" NOT NULL,
	"counter" bigint NOT NULL,
	"transports" text[] NOT NULL,
	"is_backed_up" boolean NOT NULL,
	"label" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"last_used_at" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE TABLE "password_history" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"password_hash" text NOT NULL,
	"replaced_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "recovery_codes" (
	"code_hash" text PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"used_at" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE TABLE "totp_devices" (
	"account_id" uuid PRIMARY KEY NOT NULL,
	"secret_id" uuid NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"confirmed_at" timestamp(3) with time zone,
	"last_step" bigint
);
--> statement-breakpoint
CREATE TABLE "findings" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "findings_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"fingerprint" text NOT NULL,
	"state" text NOT NULL,
	"system_id" text NOT NULL,
	"system_name" text NOT NULL,
	"node_id" text NOT NULL,
	"node_name" text NOT NULL,
	"check_id" text NOT NULL,
	"title_zh" text NOT NULL,
	"title_en" text NOT NULL,
	"code" text NOT NULL,
	"verdict" text NOT NULL,
	"params" jsonb NOT NULL,
	"first_seen_at" timestamp(3) with time zone NOT NULL,
	"last_seen_at" timestamp(3) with time zone NOT NULL,
	"recovered_at" timestamp(3) with time zone,
	"seen_count" integer NOT NULL,
	"ticket_id" bigint,
	"problem" text,
	"phenomenon" text,
	"cause" text,
	"resolution" text
);
--> statement-breakpoint
CREATE TABLE "archive_roots" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"date" text NOT NULL,
	"document" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"token" "bytea",
	"token_sha256" text,
	"authority" text,
	"stamped_at" timestamp(3) with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"tried_at" timestamp(3) with time zone,
	"problem" text
);
--> statement-breakpoint
CREATE TABLE "inspection_plan_versions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "inspection_plan_versions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"plan_id" text NOT NULL,
	"version" integer NOT NULL,
	"from_date" text NOT NULL,
	"title_zh" text NOT NULL,
	"title_en" text NOT NULL,
	"contract" text NOT NULL,
	"days" jsonb NOT NULL,
	"slots" jsonb NOT NULL,
	"scope" jsonb NOT NULL,
	"items" jsonb NOT NULL,
	"is_counted" boolean NOT NULL,
	"is_running" boolean NOT NULL,
	"reason" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "inspection_plan_versions_once" UNIQUE("plan_id","version")
);
--> statement-breakpoint
CREATE TABLE "inspection_plans" (
	"id" text PRIMARY KEY NOT NULL,
	"effective_from" timestamp(3) with time zone NOT NULL,
	"planned_through" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "inspection_settings" (
	"id" integer PRIMARY KEY NOT NULL,
	"requires_certificate" boolean NOT NULL,
	"changed_by" text NOT NULL,
	"changed_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "round_archives" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"round_id" text NOT NULL,
	"record" text NOT NULL,
	"table" "bytea" NOT NULL,
	"files" jsonb NOT NULL,
	"previous_hash" text NOT NULL,
	"hash" text NOT NULL,
	"previous_sm3" text NOT NULL,
	"sm3" text NOT NULL,
	"archived_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "round_archives_round_id_unique" UNIQUE("round_id")
);
--> statement-breakpoint
CREATE TABLE "round_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "round_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"round_id" text NOT NULL,
	"event" text NOT NULL,
	"from_state" text NOT NULL,
	"to_state" text NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	"by" text NOT NULL,
	"fence" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "round_items" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "round_items_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"round_id" text NOT NULL,
	"number" integer NOT NULL,
	"check_id" text NOT NULL,
	"system_id" text NOT NULL,
	"system_name" text NOT NULL,
	"environment" text NOT NULL,
	"node_id" text NOT NULL,
	"node_name" text NOT NULL,
	"address" text,
	"layer" text NOT NULL,
	"kind" text NOT NULL,
	"title_zh" text NOT NULL,
	"title_en" text NOT NULL,
	"target" text NOT NULL,
	"settings" jsonb NOT NULL,
	"must_measure" boolean NOT NULL,
	"conclusion" text,
	"result_id" bigint,
	"recorded_at" timestamp(3) with time zone,
	CONSTRAINT "round_items_once" UNIQUE("round_id","check_id"),
	CONSTRAINT "round_items_number" UNIQUE("round_id","number")
);
--> statement-breakpoint
CREATE TABLE "round_photos" (
	"item_id" bigint NOT NULL,
	"sha256" text NOT NULL,
	"name" text NOT NULL,
	"media_type" text NOT NULL,
	"content" "bytea" NOT NULL,
	"taken_at" timestamp(3) with time zone NOT NULL,
	"taken_by" text NOT NULL,
	CONSTRAINT "round_photos_item_id_sha256_pk" PRIMARY KEY("item_id","sha256")
);
--> statement-breakpoint
CREATE TABLE "round_results" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "round_results_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"item_id" bigint NOT NULL,
	"conclusion" text NOT NULL,
	"text" text,
	"approved_by" text,
	"reasons" jsonb NOT NULL,
	"measured" jsonb NOT NULL,
	"thresholds" jsonb NOT NULL,
	"evidence_digest" text,
	"attempts" integer NOT NULL,
	"probe_result_id" uuid,
	"taken_at" timestamp(3) with time zone NOT NULL,
	"recorded_at" timestamp(3) with time zone NOT NULL,
	"recorded_by" text NOT NULL,
	"fence" integer,
	"photos" jsonb DEFAULT '[]'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "round_signatures" (
	"round_id" text NOT NULL,
	"role" text NOT NULL,
	"document" text NOT NULL,
	"cms" "bytea" NOT NULL,
	"certificate" "bytea" NOT NULL,
	"policy" text NOT NULL,
	"signed_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "round_signatures_round_id_role_pk" PRIMARY KEY("round_id","role")
);
--> statement-breakpoint
CREATE TABLE "rounds" (
	"id" text PRIMARY KEY NOT NULL,
	"plan_id" text NOT NULL,
	"date" text NOT NULL,
	"slot" text NOT NULL,
	"title_zh" text DEFAULT '' NOT NULL,
	"title_en" text DEFAULT '' NOT NULL,
	"plan_version_id" bigint,
	"is_counted" boolean NOT NULL,
	"opens_at" timestamp(3) with time zone NOT NULL,
	"planned_at" timestamp(3) with time zone NOT NULL,
	"on_time_until" timestamp(3) with time zone NOT NULL,
	"missed_after" timestamp(3) with time zone,
	"state" text NOT NULL,
	"lease_owner" text,
	"lease_until" timestamp(3) with time zone,
	"fence" integer DEFAULT 0 NOT NULL,
	"started_at" timestamp(3) with time zone,
	"automatic_done_at" timestamp(3) with time zone,
	"inspector_id" text,
	"inspector_person_id" text,
	"inspector_name" text,
	"signed_at" timestamp(3) with time zone,
	"digest" text,
	"reviewer_id" text,
	"reviewer_person_id" text,
	"reviewer_name" text,
	"reviewed_at" timestamp(3) with time zone,
	"makes_up_for" text,
	"reason" text,
	"message" text,
	CONSTRAINT "rounds_once" UNIQUE("plan_id","date","slot")
);
--> statement-breakpoint
CREATE TABLE "signer_certificates" (
	"sha256" text PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"der" "bytea" NOT NULL,
	"subject" text NOT NULL,
	"not_after" timestamp(3) with time zone NOT NULL,
	"registered_by" text NOT NULL,
	"registered_at" timestamp(3) with time zone NOT NULL,
	"ended_by" text,
	"ended_at" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE TABLE "issuer_connections" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"settings" jsonb NOT NULL,
	"trust" text NOT NULL,
	"state" text NOT NULL,
	"anchors" text[] NOT NULL,
	"responders" text[] NOT NULL,
	"key_id" uuid,
	"next_key_id" uuid,
	"protection_request_id" uuid,
	"secret_id" uuid,
	"update_secret_id" uuid,
	"tested_at" timestamp(3) with time zone,
	"test_code" text,
	"test_params" jsonb,
	"created_by" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "issuer_orders" (
	"id" uuid PRIMARY KEY NOT NULL,
	"number" bigint GENERATED ALWAYS AS IDENTITY (sequence name "issuer_orders_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"connection_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"replaces_id" uuid,
	"state" text NOT NULL,
	"memory" jsonb,
	"code" text NOT NULL,
	"params" jsonb NOT NULL,
	"next_at" timestamp(3) with time zone NOT NULL,
	"deadline" timestamp(3) with time zone NOT NULL,
	"lease_until" timestamp(3) with time zone,
	"takes" integer NOT NULL,
	"failures" integer NOT NULL,
	"confirmed_at" timestamp(3) with time zone,
	"certificate_id" uuid,
	"findings" jsonb NOT NULL,
	"created_by" text NOT NULL,
	"created_name" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "issuer_orders_number_unique" UNIQUE("number")
);
--> statement-breakpoint
CREATE TABLE "issuer_proofs" (
	"token" text PRIMARY KEY NOT NULL,
	"content" text NOT NULL,
	"domain" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "issuer_replies" (
	"order_id" uuid NOT NULL,
	"chain" integer NOT NULL,
	"position" integer NOT NULL,
	"der" "bytea" NOT NULL,
	"received_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "issuer_replies_order_id_chain_position_pk" PRIMARY KEY("order_id","chain","position")
);
--> statement-breakpoint
CREATE TABLE "renewal_suggestions" (
	"certificate_id" uuid PRIMARY KEY NOT NULL,
	"connection_id" uuid NOT NULL,
	"start" timestamp(3) with time zone,
	"end" timestamp(3) with time zone,
	"explanation_url" text,
	"problem" text,
	"asked_at" timestamp(3) with time zone NOT NULL,
	"ask_again_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rights_seals" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "rights_seals_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"secret_id" uuid NOT NULL,
	"sealed_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sealed_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"algorithm" text NOT NULL,
	"public_key" "bytea" NOT NULL,
	"custody" text NOT NULL,
	"version" integer NOT NULL,
	"kek_id" text NOT NULL,
	"wrapped_key" "bytea" NOT NULL,
	"sealed" "bytea" NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sealed_secrets" (
	"id" uuid PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"version" integer NOT NULL,
	"kek_id" text NOT NULL,
	"wrapped_key" "bytea" NOT NULL,
	"sealed" "bytea" NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "certificate_lineages" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"purpose" text NOT NULL,
	"owner" text NOT NULL,
	"trust" text NOT NULL,
	"supersedes_id" uuid,
	"state" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "certificate_waivers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"lineage_id" uuid NOT NULL,
	"code" text NOT NULL,
	"until" timestamp(3) with time zone NOT NULL,
	"reason" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"ended_at" timestamp(3) with time zone,
	"ended_by" text
);
--> statement-breakpoint
CREATE TABLE "key_records" (
	"id" uuid PRIMARY KEY NOT NULL,
	"spki_sha256" text NOT NULL,
	"algorithm" text NOT NULL,
	"key_bits" integer,
	"origin" text NOT NULL,
	"owner" text NOT NULL,
	"custody" text,
	"is_exportable" boolean,
	"sealed_key_id" uuid,
	"compromised_at" timestamp(3) with time zone,
	"compromise_reason" text,
	"created_by" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "key_records_spki_sha256_unique" UNIQUE("spki_sha256")
);
--> statement-breakpoint
CREATE TABLE "lineage_certificates" (
	"certificate_id" uuid PRIMARY KEY NOT NULL,
	"lineage_id" uuid NOT NULL,
	"key_id" uuid NOT NULL,
	"chain" uuid[] NOT NULL,
	"state" text NOT NULL,
	"supersedes_id" uuid,
	"added_by" text NOT NULL,
	"added_at" timestamp(3) with time zone NOT NULL,
	"revoked_at" timestamp(3) with time zone,
	"revocation_reason" text,
	"seen_in_crl_at" timestamp(3) with time zone,
	"seen_in_ocsp_at" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE TABLE "lineage_requests" (
	"request_id" uuid PRIMARY KEY NOT NULL,
	"lineage_id" uuid NOT NULL,
	"replaces_id" uuid,
	"origin" text NOT NULL,
	"custody" text,
	"certificate_id" uuid,
	"opened_by" text NOT NULL,
	"opened_at" timestamp(3) with time zone NOT NULL,
	"given_up_at" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE TABLE "validation_evidence" (
	"id" uuid PRIMARY KEY NOT NULL,
	"lineage_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"validated_at" timestamp(3) with time zone NOT NULL,
	"reference" text NOT NULL,
	"recorded_by" text NOT NULL,
	"recorded_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ministry_copies" (
	"sequence" integer PRIMARY KEY NOT NULL,
	"file_name" text NOT NULL,
	"content_sha256" text NOT NULL,
	"previous_sha256" text,
	"file_sha256" text NOT NULL,
	"signature" "bytea" NOT NULL,
	"key_algorithm" text NOT NULL,
	"public_key" "bytea" NOT NULL,
	"from_position" bigint NOT NULL,
	"to_position" bigint NOT NULL,
	"credentials" integer NOT NULL,
	"made_at" timestamp(3) with time zone NOT NULL,
	"state" text NOT NULL,
	"answered_at" timestamp(3) with time zone,
	"problem" text,
	CONSTRAINT "ministry_copies_file_name_unique" UNIQUE("file_name")
);
--> statement-breakpoint
CREATE TABLE "notice_escalations" (
	"number" text PRIMARY KEY NOT NULL,
	"title" text NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	"answered_at" timestamp(3) with time zone,
	"called" jsonb NOT NULL,
	"next_at" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE TABLE "maintenance_windows" (
	"id" uuid PRIMARY KEY NOT NULL,
	"from_at" timestamp(3) with time zone NOT NULL,
	"to_at" timestamp(3) with time zone NOT NULL,
	"systems" jsonb NOT NULL,
	"reason" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"ended_by" text
);
--> statement-breakpoint
CREATE TABLE "notice_attempts" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "notice_attempts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"delivery_id" bigint,
	"channel_id" uuid NOT NULL,
	"mark" text NOT NULL,
	"is_alarm" boolean NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	"answered_at" timestamp(3) with time zone,
	"outcome" text NOT NULL,
	"code" text,
	"words" text
);
--> statement-breakpoint
CREATE TABLE "notice_channels" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"settings" jsonb NOT NULL,
	"secret_id" uuid,
	"state" text NOT NULL,
	"rest_until" timestamp(3) with time zone,
	"lease_until" timestamp(3) with time zone,
	"takes" integer DEFAULT 0 NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notice_deliveries" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "notice_deliveries_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"notice_id" bigint NOT NULL,
	"channel_id" uuid NOT NULL,
	"state" text NOT NULL,
	"due_at" timestamp(3) with time zone NOT NULL,
	"content" jsonb,
	"parts" jsonb,
	"parts_sent" integer DEFAULT 0 NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"first_at" timestamp(3) with time zone,
	"sent_at" timestamp(3) with time zone,
	"code" text,
	"gathered_in" bigint,
	"handed_from" bigint,
	"is_handed_on" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notices" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "notices_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"number" text NOT NULL,
	"cause" text,
	"once_key" text,
	"title" text NOT NULL,
	"items" jsonb NOT NULL,
	"mobiles" jsonb NOT NULL,
	"is_priority" boolean NOT NULL,
	"told_as" text,
	"change" text,
	"is_held" boolean DEFAULT false NOT NULL,
	"silent_code" text,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "notices_once_key_unique" UNIQUE("once_key")
);
--> statement-breakpoint
CREATE TABLE "identity_digest_keys" (
	"singular" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"secret_id" uuid NOT NULL,
	CONSTRAINT "identity_digest_keys_one" CHECK (singular)
);
--> statement-breakpoint
CREATE TABLE "org_units" (
	"id" uuid PRIMARY KEY NOT NULL,
	"district_id" text NOT NULL,
	"parent_id" uuid,
	"tier" text NOT NULL,
	"name" text NOT NULL,
	"state" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "org_units_place" UNIQUE("id","district_id"),
	CONSTRAINT "org_units_name" UNIQUE("district_id","name"),
	CONSTRAINT "org_units_parent" CHECK (("org_units"."tier" = 'centre') = ("org_units"."parent_id" is null))
);
--> statement-breakpoint
CREATE TABLE "person_duties" (
	"person_id" uuid NOT NULL,
	"duty" text NOT NULL,
	"assigned_by" uuid NOT NULL,
	"assigned_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "person_duties_person_id_duty_pk" PRIMARY KEY("person_id","duty")
);
--> statement-breakpoint
CREATE TABLE "staff" (
	"id" uuid PRIMARY KEY NOT NULL,
	"district_id" text DEFAULT nullif(nullif(current_setting('app.district', true), ''), '*') NOT NULL,
	"unit_id" uuid NOT NULL,
	"name" text NOT NULL,
	"staff_number" text NOT NULL,
	"identity_kind" text NOT NULL,
	"identity_digest" text NOT NULL,
	"identity_secret_id" uuid NOT NULL,
	"identity_masked" text NOT NULL,
	"mobile_masked" text,
	"mobile_secret_id" uuid,
	"state" text NOT NULL,
	"person_id" uuid,
	"created_at" timestamp(3) with time zone NOT NULL,
	"changed_at" timestamp(3) with time zone NOT NULL,
	"left_at" timestamp(3) with time zone,
	CONSTRAINT "staff_number" UNIQUE("district_id","staff_number"),
	CONSTRAINT "staff_left" CHECK (("staff"."state" = 'left') = ("staff"."left_at" is not null)),
	CONSTRAINT "staff_digest" CHECK ("staff"."identity_digest" ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "staff_masked" CHECK (position('*' in "staff"."identity_masked") > 0),
	CONSTRAINT "staff_mobile" CHECK (("staff"."mobile_masked" is null) = ("staff"."mobile_secret_id" is null))
);
--> statement-breakpoint
CREATE TABLE "staff_imports" (
	"id" uuid PRIMARY KEY NOT NULL,
	"district_id" text DEFAULT nullif(nullif(current_setting('app.district', true), ''), '*'),
	"file_name" text NOT NULL,
	"file_sha256" text NOT NULL,
	"added_count" integer NOT NULL,
	"unchanged_count" integer NOT NULL,
	"imported_by" uuid NOT NULL,
	"imported_person" uuid NOT NULL,
	"imported_name" text NOT NULL,
	"imported_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "probe_results" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"node_check_id" text,
	"kind" text NOT NULL,
	"target" text NOT NULL,
	"verdict" text NOT NULL,
	"reasons" jsonb NOT NULL,
	"measured" jsonb NOT NULL,
	"thresholds" jsonb NOT NULL,
	"evidence" jsonb NOT NULL,
	"started_at" timestamp(3) with time zone NOT NULL,
	"duration_ms" double precision NOT NULL,
	"phases_ms" jsonb NOT NULL,
	"probe" text NOT NULL,
	"instance" text
);
--> statement-breakpoint
CREATE TABLE "report_checks" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "report_checks_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"report_id" bigint NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	"by" text NOT NULL,
	"altered" text[] NOT NULL,
	"comparison" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "report_contents" (
	"report_id" bigint PRIMARY KEY NOT NULL,
	"facts" jsonb NOT NULL,
	"model" jsonb NOT NULL,
	"page" jsonb NOT NULL,
	"behind" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "report_files" (
	"report_id" bigint NOT NULL,
	"format" text NOT NULL,
	"sha256" text NOT NULL,
	"size_bytes" integer NOT NULL,
	"content" "bytea" NOT NULL,
	CONSTRAINT "report_files_report_id_format_pk" PRIMARY KEY("report_id","format")
);
--> statement-breakpoint
CREATE TABLE "reports" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "reports_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"number" text NOT NULL,
	"kind" text NOT NULL,
	"period" text NOT NULL,
	"version" integer NOT NULL,
	"edition" text NOT NULL,
	"period_from" timestamp(3) with time zone NOT NULL,
	"period_to" timestamp(3) with time zone NOT NULL,
	"due_by" timestamp(3) with time zone NOT NULL,
	"state" text NOT NULL,
	"as_of" timestamp(3) with time zone,
	"requested_by" text NOT NULL,
	"reason" text,
	"created_at" timestamp(3) with time zone NOT NULL,
	"started_at" timestamp(3) with time zone,
	"finished_at" timestamp(3) with time zone,
	"step" text,
	"steps_done" integer DEFAULT 0 NOT NULL,
	"steps_total" integer DEFAULT 0 NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"lease_until" timestamp(3) with time zone,
	"problem" text,
	"facts_digest" text,
	"model_digest" text,
	CONSTRAINT "reports_number_unique" UNIQUE("number"),
	CONSTRAINT "reports_once" UNIQUE("kind","period","version")
);
--> statement-breakpoint
CREATE TABLE "user_request_batch_rows" (
	"batch_id" uuid NOT NULL,
	"row" integer NOT NULL,
	"state" text NOT NULL,
	"kind" text,
	"staff_id" uuid,
	"shown" text NOT NULL,
	"details" jsonb NOT NULL,
	"problems" jsonb NOT NULL,
	"lease_until" timestamp(3) with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"request_id" uuid,
	CONSTRAINT "user_request_batch_rows_batch_id_row_pk" PRIMARY KEY("batch_id","row")
);
--> statement-breakpoint
CREATE TABLE "user_request_batches" (
	"id" uuid PRIMARY KEY NOT NULL,
	"district_id" text DEFAULT nullif(nullif(current_setting('app.district', true), ''), '*'),
	"file_name" text NOT NULL,
	"file_sha256" text NOT NULL,
	"state" text NOT NULL,
	"created_by" uuid NOT NULL,
	"created_person" uuid NOT NULL,
	"created_name" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"finished_at" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE TABLE "user_request_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "user_request_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"request_id" uuid NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	"step" text NOT NULL,
	"from_state" text,
	"to_state" text NOT NULL,
	"actor_type" text NOT NULL,
	"actor_name" text NOT NULL,
	"person_id" uuid,
	"reason" text,
	"before" jsonb,
	"after" jsonb
);
--> statement-breakpoint
CREATE TABLE "user_request_materials" (
	"id" uuid PRIMARY KEY NOT NULL,
	"request_id" uuid NOT NULL,
	"name" text NOT NULL,
	"media_type" text NOT NULL,
	"size_bytes" integer NOT NULL,
	"sha256" text NOT NULL,
	"secret_id" uuid NOT NULL,
	"added_by" text NOT NULL,
	"added_at" timestamp(3) with time zone NOT NULL,
	"removed_at" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE TABLE "user_request_numbers" (
	"year" integer PRIMARY KEY NOT NULL,
	"last" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "user_request_transitions" (
	"kind" text NOT NULL,
	"from_state" text NOT NULL,
	"to_state" text NOT NULL,
	CONSTRAINT "user_request_transitions_kind_from_state_to_state_pk" PRIMARY KEY("kind","from_state","to_state")
);
--> statement-breakpoint
CREATE TABLE "user_requests" (
	"id" uuid PRIMARY KEY NOT NULL,
	"number" text NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"district_id" text DEFAULT nullif(nullif(current_setting('app.district', true), ''), '*') NOT NULL,
	"staff_id" uuid NOT NULL,
	"credential_id" uuid,
	"details" jsonb NOT NULL,
	"lane" text NOT NULL,
	"batch_id" uuid,
	"created_at" timestamp(3) with time zone NOT NULL,
	"changed_at" timestamp(3) with time zone NOT NULL,
	"requester_account" uuid NOT NULL,
	"requester_person" uuid NOT NULL,
	"requester_name" text NOT NULL,
	"submitted_at" timestamp(3) with time zone,
	"review_due_at" timestamp(3) with time zone,
	"approval_due_at" timestamp(3) with time zone,
	"reviewer_account" uuid,
	"reviewer_person" uuid,
	"reviewer_name" text,
	"reviewed_at" timestamp(3) with time zone,
	"approver_account" uuid,
	"approver_person" uuid,
	"approver_name" text,
	"approved_at" timestamp(3) with time zone,
	"returned" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"reason" text,
	"bringer_person" uuid,
	"carrier_serial" text,
	"carrier_model" text,
	"carrier_kind" text,
	"issuance_id" uuid,
	"new_credential_id" uuid,
	"failure_code" text,
	"ended_at" timestamp(3) with time zone,
	CONSTRAINT "user_requests_number_unique" UNIQUE("number"),
	CONSTRAINT "user_requests_issuance_id_unique" UNIQUE("issuance_id"),
	CONSTRAINT "user_requests_new_credential_id_unique" UNIQUE("new_credential_id"),
	CONSTRAINT "user_requests_persons" CHECK (("user_requests"."reviewer_person" is null or "user_requests"."reviewer_person" <> "user_requests"."requester_person")
        and ("user_requests"."approver_person" is null or ("user_requests"."approver_person" <> "user_requests"."requester_person"
          and "user_requests"."approver_person" is distinct from "user_requests"."reviewer_person"))),
	CONSTRAINT "user_requests_reviewed" CHECK ("user_requests"."state" not in ('reviewed', 'approved', 'issuing', 'issued', 'written', 'closed', 'failed')
        or "user_requests"."reviewer_person" is not null or "user_requests"."kind" = 'suspend'),
	CONSTRAINT "user_requests_approved" CHECK (("user_requests"."state" in ('approved', 'issuing', 'issued', 'written', 'closed', 'failed')
        and "user_requests"."approver_person" is not null and "user_requests"."approved_at" is not null)
        or ("user_requests"."state" in ('draft', 'submitted', 'returned', 'reviewed', 'rejected') and "user_requests"."approver_person" is null)
        or "user_requests"."state" = 'cancelled'),
	CONSTRAINT "user_requests_bringer" CHECK ("user_requests"."bringer_person" is null or ("user_requests"."bringer_person" <> "user_requests"."approver_person"
        and "user_requests"."bringer_person" is distinct from "user_requests"."reviewer_person")),
	CONSTRAINT "user_requests_whole" CHECK ("user_requests"."state" not in ('issued', 'written') or ("user_requests"."issuance_id" is not null and "user_requests"."new_credential_id" is not null)),
	CONSTRAINT "user_requests_ended" CHECK (("user_requests"."state" in ('closed', 'rejected', 'cancelled', 'failed')) = ("user_requests"."ended_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "seal_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "seal_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"request_id" uuid NOT NULL,
	"seal_id" uuid,
	"at" timestamp(3) with time zone NOT NULL,
	"step" text NOT NULL,
	"actor_id" text NOT NULL,
	"actor_name" text NOT NULL,
	"note" text
);
--> statement-breakpoint
CREATE TABLE "seal_maker_revocations" (
	"certificate_sha256" text PRIMARY KEY NOT NULL,
	"key_request_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"revoked_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "seal_requests" (
	"id" uuid PRIMARY KEY NOT NULL,
	"district_id" text DEFAULT nullif(nullif(current_setting('app.district', true), ''), '*') NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"seal_id" uuid,
	"seal_kind" text NOT NULL,
	"name" text NOT NULL,
	"holder_name" text NOT NULL,
	"unit_name" text NOT NULL,
	"staff_id" uuid,
	"reason" text NOT NULL,
	"version" integer NOT NULL,
	"valid_years" integer NOT NULL,
	"design" jsonb,
	"scan" "bytea",
	"scan_width_mm" integer,
	"certificates" jsonb NOT NULL,
	"requested_by" text NOT NULL,
	"requester_name" text NOT NULL,
	"requester_person" uuid,
	"requested_at" timestamp(3) with time zone NOT NULL,
	"reviewer_name" text,
	"reviewer_person" uuid,
	"drafter_name" text,
	"drafter_person" uuid,
	"maker_name" text,
	"maker_person" uuid,
	"answer" text,
	"picture" "bytea",
	"picture_svg" text,
	"picture_sha256" text,
	"width_mm" integer,
	"height_mm" integer,
	"changed_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "seals" (
	"id" uuid PRIMARY KEY NOT NULL,
	"district_id" text DEFAULT nullif(nullif(current_setting('app.district', true), ''), '*') NOT NULL,
	"number" text NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"holder_name" text NOT NULL,
	"unit_name" text NOT NULL,
	"staff_id" uuid,
	"state" text NOT NULL,
	"state_by" uuid NOT NULL,
	"state_at" timestamp(3) with time zone NOT NULL,
	"request_id" uuid NOT NULL,
	"supersedes_id" uuid,
	"version" integer NOT NULL,
	"der" "bytea" NOT NULL,
	"sha256" text NOT NULL,
	"picture" "bytea" NOT NULL,
	"picture_svg" text,
	"design" jsonb,
	"width_mm" integer NOT NULL,
	"height_mm" integer NOT NULL,
	"certificates" jsonb NOT NULL,
	"certificate_sha256" text[] NOT NULL,
	"maker_certificate" "bytea" NOT NULL,
	"maker_key_id" uuid NOT NULL,
	"valid_from" timestamp(3) with time zone NOT NULL,
	"valid_until" timestamp(3) with time zone NOT NULL,
	"made_at" timestamp(3) with time zone NOT NULL,
	"delivered_at" timestamp(3) with time zone,
	CONSTRAINT "seals_number_unique" UNIQUE("number"),
	CONSTRAINT "seals_request_id_unique" UNIQUE("request_id"),
	CONSTRAINT "seals_sha256_unique" UNIQUE("sha256")
);
--> statement-breakpoint
CREATE TABLE "calendar_notices" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "calendar_notices_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"year" integer NOT NULL,
	"source" text NOT NULL,
	"sha256" text NOT NULL,
	"days_off" jsonb NOT NULL,
	"make_up_days" jsonb NOT NULL,
	"entered_by" text NOT NULL,
	"entered_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "duty_shifts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"from_at" timestamp(3) with time zone NOT NULL,
	"to_at" timestamp(3) with time zone NOT NULL,
	"rank" integer NOT NULL,
	"person" text NOT NULL,
	"phone" text NOT NULL,
	"account_id" uuid,
	"created_by" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "duty_shifts_forward" CHECK (from_at < to_at)
);
--> statement-breakpoint
CREATE TABLE "service_records" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "service_records_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"on_date" text NOT NULL,
	"title" text NOT NULL,
	"data" jsonb NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"changed_by" text,
	"changed_at" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE TABLE "sla_assessments" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "sla_assessments_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"period" text NOT NULL,
	"taken_at" timestamp(3) with time zone NOT NULL,
	"taken_by" text NOT NULL,
	"facts" jsonb NOT NULL,
	"result" jsonb NOT NULL,
	"digest" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "spare_moves" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "spare_moves_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"part_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"change" integer NOT NULL,
	"serial" text,
	"device" text,
	"ticket_id" bigint,
	"note" text,
	"by" text NOT NULL,
	"at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "spare_parts" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "spare_parts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"model" text NOT NULL,
	"place" text NOT NULL,
	"stock" integer DEFAULT 0 NOT NULL,
	"min_stock" integer NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "spare_parts_stock" CHECK (stock >= 0)
);
--> statement-breakpoint
CREATE TABLE "electronic_seals" (
	"id" uuid PRIMARY KEY NOT NULL,
	"sha256" text NOT NULL,
	"der" "bytea" NOT NULL,
	"seal_number" text NOT NULL,
	"name" text NOT NULL,
	"picture_type" text NOT NULL,
	"width_mm" integer NOT NULL,
	"height_mm" integer NOT NULL,
	"valid_from" timestamp(3) with time zone NOT NULL,
	"valid_until" timestamp(3) with time zone NOT NULL,
	"standing" text DEFAULT 'usable' NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "electronic_seals_sha256_unique" UNIQUE("sha256")
);
--> statement-breakpoint
CREATE TABLE "check_states" (
	"check_id" text PRIMARY KEY NOT NULL,
	"verdict" text NOT NULL,
	"reasons" jsonb NOT NULL,
	"at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "node_checks" (
	"id" text PRIMARY KEY NOT NULL,
	"node_id" text NOT NULL,
	"kind" text NOT NULL,
	"layer" text NOT NULL,
	"title_zh" text NOT NULL,
	"title_en" text NOT NULL,
	"target" text NOT NULL,
	"settings" jsonb NOT NULL,
	"is_enabled" boolean NOT NULL,
	"must_measure" boolean NOT NULL,
	"position" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "nodes" (
	"id" text PRIMARY KEY NOT NULL,
	"system_id" text NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"form" text NOT NULL,
	"os" text,
	"address" text,
	"warranty_until" date,
	"seed_line" integer,
	"risk_acceptance" text,
	"stand_in" text,
	"behind" text,
	"position" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "systems" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"group" text NOT NULL,
	"environment" text NOT NULL,
	"contract_item" text NOT NULL,
	"owner" text,
	"position" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "knowledge_entries" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "knowledge_entries_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"ticket_id" bigint,
	"title" text NOT NULL,
	"code" text,
	"phenomenon" text NOT NULL,
	"cause" text NOT NULL,
	"resolution" text NOT NULL,
	"written_by" text NOT NULL,
	"written_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "knowledge_entries_ticket_id_unique" UNIQUE("ticket_id")
);
--> statement-breakpoint
CREATE TABLE "ticket_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "ticket_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"ticket_id" bigint NOT NULL,
	"event" text NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	"by_id" text NOT NULL,
	"by_name" text NOT NULL,
	"detail" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ticket_numbers" (
	"date" text PRIMARY KEY NOT NULL,
	"last" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ticket_pauses" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "ticket_pauses_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"ticket_id" bigint NOT NULL,
	"reason" text NOT NULL,
	"approver" text NOT NULL,
	"evidence" text NOT NULL,
	"from_at" timestamp(3) with time zone NOT NULL,
	"to_at" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE TABLE "tickets" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "tickets_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"number" text NOT NULL,
	"fingerprint" text,
	"kind" text NOT NULL,
	"level" integer NOT NULL,
	"site" text NOT NULL,
	"profile_id" text NOT NULL,
	"state" text NOT NULL,
	"title_zh" text NOT NULL,
	"title_en" text NOT NULL,
	"system_name" text,
	"node_name" text,
	"code" text,
	"systems_affected" integer NOT NULL,
	"users_percent" double precision,
	"reported_at" timestamp(3) with time zone NOT NULL,
	"reported_by" text NOT NULL,
	"clock_from" timestamp(3) with time zone NOT NULL,
	"assignee_id" text,
	"assignee_name" text,
	"assigned_at" timestamp(3) with time zone,
	"responded_at" timestamp(3) with time zone,
	"supported_at" timestamp(3) with time zone,
	"arrived_at" timestamp(3) with time zone,
	"planned_at" timestamp(3) with time zone,
	"resolved_at" timestamp(3) with time zone,
	"closed_at" timestamp(3) with time zone,
	"recovered_at" timestamp(3) with time zone,
	"phenomenon" text,
	"cause" text,
	"resolution" text,
	"plan" text,
	"report" text,
	"rework_count" integer DEFAULT 0 NOT NULL,
	"next_due_at" timestamp(3) with time zone,
	CONSTRAINT "tickets_number_unique" UNIQUE("number")
);
--> statement-breakpoint
CREATE TABLE "trust_changes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"action" text NOT NULL,
	"kind" text NOT NULL,
	"sha256" text NOT NULL,
	"sm3" text NOT NULL,
	"subject" text NOT NULL,
	"issuer" text NOT NULL,
	"valid_from" timestamp(3) with time zone,
	"valid_until" timestamp(3) with time zone,
	"usage" text,
	"purpose" text,
	"content" "bytea",
	"material_id" uuid,
	"reason" text NOT NULL,
	"state" text NOT NULL,
	"proposed_at" timestamp(3) with time zone NOT NULL,
	"expires_at" timestamp(3) with time zone NOT NULL,
	"proposed_by" uuid NOT NULL,
	"proposed_person" uuid NOT NULL,
	"proposed_name" text NOT NULL,
	"decided_at" timestamp(3) with time zone,
	"decided_by" uuid,
	"decided_person" uuid,
	"decided_name" text,
	"decision_reason" text,
	"warnings" jsonb NOT NULL,
	CONSTRAINT "trust_changes_decided" CHECK (("trust_changes"."state" = 'pending') = ("trust_changes"."decided_at" is null)),
	CONSTRAINT "trust_changes_target" CHECK (("trust_changes"."action" = 'add') = ("trust_changes"."material_id" is null)),
	CONSTRAINT "trust_changes_content" CHECK (("trust_changes"."action" = 'remove') = ("trust_changes"."content" is null)),
	CONSTRAINT "trust_changes_four_eyes" CHECK ("trust_changes"."state" not in ('approved', 'refused')
        or ("trust_changes"."decided_person" is not null and "trust_changes"."decided_person" <> "trust_changes"."proposed_person"
          and "trust_changes"."decided_by" is not null and "trust_changes"."decided_by" <> "trust_changes"."proposed_by")),
	CONSTRAINT "trust_changes_in_time" CHECK ("trust_changes"."state" <> 'approved' or "trust_changes"."decided_at" < "trust_changes"."expires_at")
);
--> statement-breakpoint
CREATE TABLE "trust_materials" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"sha256" text NOT NULL,
	"sm3" text NOT NULL,
	"subject" text NOT NULL,
	"issuer" text NOT NULL,
	"valid_from" timestamp(3) with time zone,
	"valid_until" timestamp(3) with time zone,
	"usage" text,
	"purpose" text,
	"content" "bytea" NOT NULL,
	"version" integer,
	"added_at" timestamp(3) with time zone NOT NULL,
	"added_change" uuid,
	"removed_at" timestamp(3) with time zone,
	"removed_change" uuid,
	CONSTRAINT "trust_materials_usage" CHECK (("trust_materials"."kind" = 'anchor') = ("trust_materials"."usage" is not null)),
	CONSTRAINT "trust_materials_policy_version" CHECK (("trust_materials"."kind" = 'policy') = ("trust_materials"."version" is not null)),
	CONSTRAINT "trust_materials_end" CHECK (("trust_materials"."removed_at" is null) = ("trust_materials"."removed_change" is null))
);
--> statement-breakpoint
CREATE TABLE "upload_days" (
	"account_id" uuid NOT NULL,
	"day" text NOT NULL,
	"bytes" bigint NOT NULL,
	CONSTRAINT "upload_days_account_id_day_pk" PRIMARY KEY("account_id","day")
);
--> statement-breakpoint
CREATE TABLE "verification_batch_files" (
	"batch_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"place" integer NOT NULL,
	"field" text NOT NULL,
	"name" text NOT NULL,
	"kept_as" text NOT NULL,
	CONSTRAINT "verification_batch_files_batch_id_position_place_pk" PRIMARY KEY("batch_id","position","place")
);
--> statement-breakpoint
CREATE TABLE "verification_batch_items" (
	"batch_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"file_name" text NOT NULL,
	"state" text NOT NULL,
	"judge_at" timestamp(3) with time zone,
	"format" text,
	"lease_until" timestamp(3) with time zone,
	"attempts" integer NOT NULL,
	"verification_id" uuid,
	"error_code" text,
	"error_params" jsonb,
	CONSTRAINT "verification_batch_items_batch_id_position_pk" PRIMARY KEY("batch_id","position")
);
--> statement-breakpoint
CREATE TABLE "verification_batches" (
	"id" uuid PRIMARY KEY NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"actor_id" text NOT NULL,
	"actor_name" text NOT NULL,
	"district_id" text DEFAULT nullif(nullif(current_setting('app.district', true), ''), '*'),
	"name" text NOT NULL,
	"state" text NOT NULL,
	"is_watched" boolean NOT NULL,
	"policy" text,
	"started_at" timestamp(3) with time zone,
	"finished_at" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE TABLE "verification_files" (
	"verification_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"field" text NOT NULL,
	"is_house" boolean NOT NULL,
	"name" text NOT NULL,
	"sha256" text NOT NULL,
	"size_bytes" bigint NOT NULL,
	"kept_as" text,
	"removed_at" timestamp(3) with time zone,
	CONSTRAINT "verification_files_verification_id_position_pk" PRIMARY KEY("verification_id","position")
);
--> statement-breakpoint
CREATE TABLE "verification_materials" (
	"sha256" text PRIMARY KEY NOT NULL,
	"bytes" "bytea" NOT NULL,
	"kept_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "verification_materials_digest" CHECK ("verification_materials"."sha256" = encode(sha256("verification_materials"."bytes"), 'hex'))
);
--> statement-breakpoint
CREATE TABLE "verification_numbers" (
	"year" integer PRIMARY KEY NOT NULL,
	"last" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "verifications" (
	"id" uuid PRIMARY KEY NOT NULL,
	"number" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"actor_id" text NOT NULL,
	"actor_name" text NOT NULL,
	"district_id" text DEFAULT nullif(nullif(current_setting('app.district', true), ''), '*'),
	"file_name" text NOT NULL,
	"sha256" text NOT NULL,
	"kind" text NOT NULL,
	"verdict" text NOT NULL,
	"indication" text NOT NULL,
	"sub_indication" text,
	"technical" text NOT NULL,
	"report" jsonb NOT NULL,
	"reasons" text[] DEFAULT '{}' NOT NULL,
	"main_reason" jsonb,
	"judged_at" timestamp(3) with time zone NOT NULL,
	"asked" jsonb NOT NULL,
	"rerun_of" uuid,
	"batch_id" uuid,
	"is_watched" boolean NOT NULL,
	"stops_validating_at" timestamp(3) with time zone,
	"stops_validating" jsonb,
	"revalidated_at" timestamp(3) with time zone,
	"revalidated_verdict" text,
	CONSTRAINT "verifications_number_unique" UNIQUE("number")
);
--> statement-breakpoint
ALTER TABLE "account_roles" ADD CONSTRAINT "account_roles_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_district_id_districts_id_fk" FOREIGN KEY ("district_id") REFERENCES "public"."districts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "authorities" ADD CONSTRAINT "authorities_key_id_sealed_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."sealed_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "authorities" ADD CONSTRAINT "authorities_connection_id_issuer_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."issuer_connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "authority_certificates" ADD CONSTRAINT "authority_certificates_authority_id_authorities_id_fk" FOREIGN KEY ("authority_id") REFERENCES "public"."authorities"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "authority_certificates" ADD CONSTRAINT "authority_certificates_issuance_id_authority_issuances_id_fk" FOREIGN KEY ("issuance_id") REFERENCES "public"."authority_issuances"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "authority_certificates" ADD CONSTRAINT "authority_certificates_key_id_sealed_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."sealed_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "authority_crls" ADD CONSTRAINT "authority_crls_authority_id_authorities_id_fk" FOREIGN KEY ("authority_id") REFERENCES "public"."authorities"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "authority_issuances" ADD CONSTRAINT "authority_issuances_authority_id_authorities_id_fk" FOREIGN KEY ("authority_id") REFERENCES "public"."authorities"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "authority_issuances" ADD CONSTRAINT "authority_issuances_district_id_districts_id_fk" FOREIGN KEY ("district_id") REFERENCES "public"."districts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "authority_issuances" ADD CONSTRAINT "authority_issuances_identity_id_sealed_secrets_id_fk" FOREIGN KEY ("identity_id") REFERENCES "public"."sealed_secrets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "authority_issuances" ADD CONSTRAINT "authority_issuances_replaces_id_authority_issuances_id_fk" FOREIGN KEY ("replaces_id") REFERENCES "public"."authority_issuances"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "authority_issuances" ADD CONSTRAINT "authority_issuances_encryption_key_id_sealed_keys_id_fk" FOREIGN KEY ("encryption_key_id") REFERENCES "public"."sealed_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "authority_revocations" ADD CONSTRAINT "authority_revocations_authority_id_authorities_id_fk" FOREIGN KEY ("authority_id") REFERENCES "public"."authorities"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "authority_revocations" ADD CONSTRAINT "authority_revocations_certificate_id_authority_certificates_id_fk" FOREIGN KEY ("certificate_id") REFERENCES "public"."authority_certificates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "authority_tellings" ADD CONSTRAINT "authority_tellings_position_authority_revocations_position_fk" FOREIGN KEY ("position") REFERENCES "public"."authority_revocations"("position") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "backup_sets" ADD CONSTRAINT "backup_sets_source_id_backup_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."backup_sources"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "backup_sources" ADD CONSTRAINT "backup_sources_system_id_systems_id_fk" FOREIGN KEY ("system_id") REFERENCES "public"."systems"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "backup_sources" ADD CONSTRAINT "backup_sources_node_id_nodes_id_fk" FOREIGN KEY ("node_id") REFERENCES "public"."nodes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "backup_sources" ADD CONSTRAINT "backup_sources_place_secret_id_sealed_secrets_id_fk" FOREIGN KEY ("place_secret_id") REFERENCES "public"."sealed_secrets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "backup_sources" ADD CONSTRAINT "backup_sources_offsite_secret_id_sealed_secrets_id_fk" FOREIGN KEY ("offsite_secret_id") REFERENCES "public"."sealed_secrets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "backup_sources" ADD CONSTRAINT "backup_sources_manifest_key_id_sealed_secrets_id_fk" FOREIGN KEY ("manifest_key_id") REFERENCES "public"."sealed_secrets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "backup_sources" ADD CONSTRAINT "backup_sources_passphrase_id_sealed_secrets_id_fk" FOREIGN KEY ("passphrase_id") REFERENCES "public"."sealed_secrets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "source_drills" ADD CONSTRAINT "source_drills_source_id_backup_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."backup_sources"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "backup_drills" ADD CONSTRAINT "backup_drills_backup_id_backups_id_fk" FOREIGN KEY ("backup_id") REFERENCES "public"."backups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "break_glass_openings" ADD CONSTRAINT "break_glass_openings_set_id_break_glass_sets_id_fk" FOREIGN KEY ("set_id") REFERENCES "public"."break_glass_sets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "certificate_requests" ADD CONSTRAINT "certificate_requests_key_id_sealed_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."sealed_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "served_chains" ADD CONSTRAINT "served_chains_leaf_id_certificates_id_fk" FOREIGN KEY ("leaf_id") REFERENCES "public"."certificates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "carrier_holdings" ADD CONSTRAINT "carrier_holdings_carrier_id_carriers_id_fk" FOREIGN KEY ("carrier_id") REFERENCES "public"."carriers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "carrier_holdings" ADD CONSTRAINT "carrier_holdings_district_id_districts_id_fk" FOREIGN KEY ("district_id") REFERENCES "public"."districts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "carrier_holdings" ADD CONSTRAINT "carrier_holdings_credential_id_credentials_id_fk" FOREIGN KEY ("credential_id") REFERENCES "public"."credentials"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credential_events" ADD CONSTRAINT "credential_events_credential_id_credentials_id_fk" FOREIGN KEY ("credential_id") REFERENCES "public"."credentials"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_district_id_districts_id_fk" FOREIGN KEY ("district_id") REFERENCES "public"."districts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_carrier_id_carriers_id_fk" FOREIGN KEY ("carrier_id") REFERENCES "public"."carriers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_supersedes_id_credentials_id_fk" FOREIGN KEY ("supersedes_id") REFERENCES "public"."credentials"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "binding_sightings" ADD CONSTRAINT "binding_sightings_binding_id_deployment_bindings_id_fk" FOREIGN KEY ("binding_id") REFERENCES "public"."deployment_bindings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deployment_bindings" ADD CONSTRAINT "deployment_bindings_lineage_id_certificate_lineages_id_fk" FOREIGN KEY ("lineage_id") REFERENCES "public"."certificate_lineages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deployment_bindings" ADD CONSTRAINT "deployment_bindings_certificate_id_certificates_id_fk" FOREIGN KEY ("certificate_id") REFERENCES "public"."certificates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deployment_runs" ADD CONSTRAINT "deployment_runs_lineage_id_certificate_lineages_id_fk" FOREIGN KEY ("lineage_id") REFERENCES "public"."certificate_lineages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deployment_runs" ADD CONSTRAINT "deployment_runs_certificate_id_certificates_id_fk" FOREIGN KEY ("certificate_id") REFERENCES "public"."certificates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deployment_runs" ADD CONSTRAINT "deployment_runs_replaces_id_certificates_id_fk" FOREIGN KEY ("replaces_id") REFERENCES "public"."certificates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deployment_steps" ADD CONSTRAINT "deployment_steps_run_id_deployment_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."deployment_runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deployment_steps" ADD CONSTRAINT "deployment_steps_binding_id_deployment_bindings_id_fk" FOREIGN KEY ("binding_id") REFERENCES "public"."deployment_bindings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "discovery_findings" ADD CONSTRAINT "discovery_findings_job_id_discovery_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."discovery_jobs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "discovery_findings" ADD CONSTRAINT "discovery_findings_certificate_id_certificates_id_fk" FOREIGN KEY ("certificate_id") REFERENCES "public"."certificates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "unknown_certificates" ADD CONSTRAINT "unknown_certificates_certificate_id_certificates_id_fk" FOREIGN KEY ("certificate_id") REFERENCES "public"."certificates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "login_certificates" ADD CONSTRAINT "login_certificates_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "login_identities" ADD CONSTRAINT "login_identities_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "passkeys" ADD CONSTRAINT "passkeys_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "password_history" ADD CONSTRAINT "password_history_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recovery_codes" ADD CONSTRAINT "recovery_codes_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "totp_devices" ADD CONSTRAINT "totp_devices_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "findings" ADD CONSTRAINT "findings_ticket_id_tickets_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."tickets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "archive_roots" ADD CONSTRAINT "archive_roots_seq_round_archives_seq_fk" FOREIGN KEY ("seq") REFERENCES "public"."round_archives"("seq") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "round_archives" ADD CONSTRAINT "round_archives_round_id_rounds_id_fk" FOREIGN KEY ("round_id") REFERENCES "public"."rounds"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "round_events" ADD CONSTRAINT "round_events_round_id_rounds_id_fk" FOREIGN KEY ("round_id") REFERENCES "public"."rounds"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "round_items" ADD CONSTRAINT "round_items_round_id_rounds_id_fk" FOREIGN KEY ("round_id") REFERENCES "public"."rounds"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "round_photos" ADD CONSTRAINT "round_photos_item_id_round_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."round_items"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "round_results" ADD CONSTRAINT "round_results_item_id_round_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."round_items"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "round_signatures" ADD CONSTRAINT "round_signatures_round_id_rounds_id_fk" FOREIGN KEY ("round_id") REFERENCES "public"."rounds"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rounds" ADD CONSTRAINT "rounds_plan_version_id_inspection_plan_versions_id_fk" FOREIGN KEY ("plan_version_id") REFERENCES "public"."inspection_plan_versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signer_certificates" ADD CONSTRAINT "signer_certificates_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "issuer_connections" ADD CONSTRAINT "issuer_connections_key_id_sealed_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."sealed_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "issuer_connections" ADD CONSTRAINT "issuer_connections_next_key_id_sealed_keys_id_fk" FOREIGN KEY ("next_key_id") REFERENCES "public"."sealed_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "issuer_connections" ADD CONSTRAINT "issuer_connections_protection_request_id_certificate_requests_id_fk" FOREIGN KEY ("protection_request_id") REFERENCES "public"."certificate_requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "issuer_connections" ADD CONSTRAINT "issuer_connections_secret_id_sealed_secrets_id_fk" FOREIGN KEY ("secret_id") REFERENCES "public"."sealed_secrets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "issuer_connections" ADD CONSTRAINT "issuer_connections_update_secret_id_sealed_secrets_id_fk" FOREIGN KEY ("update_secret_id") REFERENCES "public"."sealed_secrets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "issuer_orders" ADD CONSTRAINT "issuer_orders_connection_id_issuer_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."issuer_connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "issuer_orders" ADD CONSTRAINT "issuer_orders_request_id_certificate_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."certificate_requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "issuer_orders" ADD CONSTRAINT "issuer_orders_replaces_id_certificates_id_fk" FOREIGN KEY ("replaces_id") REFERENCES "public"."certificates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "issuer_orders" ADD CONSTRAINT "issuer_orders_certificate_id_certificates_id_fk" FOREIGN KEY ("certificate_id") REFERENCES "public"."certificates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "issuer_replies" ADD CONSTRAINT "issuer_replies_order_id_issuer_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."issuer_orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "renewal_suggestions" ADD CONSTRAINT "renewal_suggestions_certificate_id_certificates_id_fk" FOREIGN KEY ("certificate_id") REFERENCES "public"."certificates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "renewal_suggestions" ADD CONSTRAINT "renewal_suggestions_connection_id_issuer_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."issuer_connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "certificate_lineages" ADD CONSTRAINT "certificate_lineages_supersedes_id_certificate_lineages_id_fk" FOREIGN KEY ("supersedes_id") REFERENCES "public"."certificate_lineages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "certificate_waivers" ADD CONSTRAINT "certificate_waivers_lineage_id_certificate_lineages_id_fk" FOREIGN KEY ("lineage_id") REFERENCES "public"."certificate_lineages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "key_records" ADD CONSTRAINT "key_records_sealed_key_id_sealed_keys_id_fk" FOREIGN KEY ("sealed_key_id") REFERENCES "public"."sealed_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lineage_certificates" ADD CONSTRAINT "lineage_certificates_certificate_id_certificates_id_fk" FOREIGN KEY ("certificate_id") REFERENCES "public"."certificates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lineage_certificates" ADD CONSTRAINT "lineage_certificates_lineage_id_certificate_lineages_id_fk" FOREIGN KEY ("lineage_id") REFERENCES "public"."certificate_lineages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lineage_certificates" ADD CONSTRAINT "lineage_certificates_key_id_key_records_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."key_records"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lineage_certificates" ADD CONSTRAINT "lineage_certificates_supersedes_id_certificates_id_fk" FOREIGN KEY ("supersedes_id") REFERENCES "public"."certificates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lineage_requests" ADD CONSTRAINT "lineage_requests_request_id_certificate_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."certificate_requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lineage_requests" ADD CONSTRAINT "lineage_requests_lineage_id_certificate_lineages_id_fk" FOREIGN KEY ("lineage_id") REFERENCES "public"."certificate_lineages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lineage_requests" ADD CONSTRAINT "lineage_requests_replaces_id_certificates_id_fk" FOREIGN KEY ("replaces_id") REFERENCES "public"."certificates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lineage_requests" ADD CONSTRAINT "lineage_requests_certificate_id_certificates_id_fk" FOREIGN KEY ("certificate_id") REFERENCES "public"."certificates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "validation_evidence" ADD CONSTRAINT "validation_evidence_lineage_id_certificate_lineages_id_fk" FOREIGN KEY ("lineage_id") REFERENCES "public"."certificate_lineages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notice_attempts" ADD CONSTRAINT "notice_attempts_delivery_id_notice_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."notice_deliveries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notice_attempts" ADD CONSTRAINT "notice_attempts_channel_id_notice_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."notice_channels"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notice_deliveries" ADD CONSTRAINT "notice_deliveries_notice_id_notices_id_fk" FOREIGN KEY ("notice_id") REFERENCES "public"."notices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notice_deliveries" ADD CONSTRAINT "notice_deliveries_channel_id_notice_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."notice_channels"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity_digest_keys" ADD CONSTRAINT "identity_digest_keys_secret_id_sealed_secrets_id_fk" FOREIGN KEY ("secret_id") REFERENCES "public"."sealed_secrets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "org_units" ADD CONSTRAINT "org_units_district_id_districts_id_fk" FOREIGN KEY ("district_id") REFERENCES "public"."districts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "org_units" ADD CONSTRAINT "org_units_parent_id_org_units_id_fk" FOREIGN KEY ("parent_id") REFERENCES "public"."org_units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "person_duties" ADD CONSTRAINT "person_duties_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff" ADD CONSTRAINT "staff_district_id_districts_id_fk" FOREIGN KEY ("district_id") REFERENCES "public"."districts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff" ADD CONSTRAINT "staff_identity_secret_id_sealed_secrets_id_fk" FOREIGN KEY ("identity_secret_id") REFERENCES "public"."sealed_secrets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff" ADD CONSTRAINT "staff_mobile_secret_id_sealed_secrets_id_fk" FOREIGN KEY ("mobile_secret_id") REFERENCES "public"."sealed_secrets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff" ADD CONSTRAINT "staff_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff" ADD CONSTRAINT "staff_unit" FOREIGN KEY ("unit_id","district_id") REFERENCES "public"."org_units"("id","district_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff_imports" ADD CONSTRAINT "staff_imports_district_id_districts_id_fk" FOREIGN KEY ("district_id") REFERENCES "public"."districts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_checks" ADD CONSTRAINT "report_checks_report_id_reports_id_fk" FOREIGN KEY ("report_id") REFERENCES "public"."reports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_contents" ADD CONSTRAINT "report_contents_report_id_reports_id_fk" FOREIGN KEY ("report_id") REFERENCES "public"."reports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_files" ADD CONSTRAINT "report_files_report_id_reports_id_fk" FOREIGN KEY ("report_id") REFERENCES "public"."reports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_request_batch_rows" ADD CONSTRAINT "user_request_batch_rows_batch_id_user_request_batches_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."user_request_batches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_request_batch_rows" ADD CONSTRAINT "user_request_batch_rows_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_request_batch_rows" ADD CONSTRAINT "user_request_batch_rows_request_id_user_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."user_requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_request_batches" ADD CONSTRAINT "user_request_batches_district_id_districts_id_fk" FOREIGN KEY ("district_id") REFERENCES "public"."districts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_request_events" ADD CONSTRAINT "user_request_events_request_id_user_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."user_requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_request_materials" ADD CONSTRAINT "user_request_materials_request_id_user_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."user_requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_request_materials" ADD CONSTRAINT "user_request_materials_secret_id_sealed_secrets_id_fk" FOREIGN KEY ("secret_id") REFERENCES "public"."sealed_secrets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_requests" ADD CONSTRAINT "user_requests_district_id_districts_id_fk" FOREIGN KEY ("district_id") REFERENCES "public"."districts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_requests" ADD CONSTRAINT "user_requests_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_requests" ADD CONSTRAINT "user_requests_batch_id_user_request_batches_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."user_request_batches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seal_events" ADD CONSTRAINT "seal_events_request_id_seal_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."seal_requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seal_events" ADD CONSTRAINT "seal_events_seal_id_seals_id_fk" FOREIGN KEY ("seal_id") REFERENCES "public"."seals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seal_requests" ADD CONSTRAINT "seal_requests_district_id_districts_id_fk" FOREIGN KEY ("district_id") REFERENCES "public"."districts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seal_requests" ADD CONSTRAINT "seal_requests_seal_id_seals_id_fk" FOREIGN KEY ("seal_id") REFERENCES "public"."seals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seals" ADD CONSTRAINT "seals_district_id_districts_id_fk" FOREIGN KEY ("district_id") REFERENCES "public"."districts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seals" ADD CONSTRAINT "seals_state_by_seal_requests_id_fk" FOREIGN KEY ("state_by") REFERENCES "public"."seal_requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seals" ADD CONSTRAINT "seals_request_id_seal_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."seal_requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seals" ADD CONSTRAINT "seals_supersedes_id_seals_id_fk" FOREIGN KEY ("supersedes_id") REFERENCES "public"."seals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "spare_moves" ADD CONSTRAINT "spare_moves_part_id_spare_parts_id_fk" FOREIGN KEY ("part_id") REFERENCES "public"."spare_parts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "spare_moves" ADD CONSTRAINT "spare_moves_ticket_id_tickets_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."tickets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "check_states" ADD CONSTRAINT "check_states_check_id_node_checks_id_fk" FOREIGN KEY ("check_id") REFERENCES "public"."node_checks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "node_checks" ADD CONSTRAINT "node_checks_node_id_nodes_id_fk" FOREIGN KEY ("node_id") REFERENCES "public"."nodes"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "nodes" ADD CONSTRAINT "nodes_system_id_systems_id_fk" FOREIGN KEY ("system_id") REFERENCES "public"."systems"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "knowledge_entries" ADD CONSTRAINT "knowledge_entries_ticket_id_tickets_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."tickets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_events" ADD CONSTRAINT "ticket_events_ticket_id_tickets_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."tickets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_pauses" ADD CONSTRAINT "ticket_pauses_ticket_id_tickets_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."tickets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trust_changes" ADD CONSTRAINT "trust_changes_material_id_trust_materials_id_fk" FOREIGN KEY ("material_id") REFERENCES "public"."trust_materials"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verification_batch_files" ADD CONSTRAINT "verification_batch_files_batch_id_verification_batches_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."verification_batches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verification_batch_files" ADD CONSTRAINT "verification_batch_files_kept_as_verification_materials_sha256_fk" FOREIGN KEY ("kept_as") REFERENCES "public"."verification_materials"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verification_batch_items" ADD CONSTRAINT "verification_batch_items_batch_id_verification_batches_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."verification_batches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verification_batch_items" ADD CONSTRAINT "verification_batch_items_verification_id_verifications_id_fk" FOREIGN KEY ("verification_id") REFERENCES "public"."verifications"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verification_batches" ADD CONSTRAINT "verification_batches_district_id_districts_id_fk" FOREIGN KEY ("district_id") REFERENCES "public"."districts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verification_files" ADD CONSTRAINT "verification_files_verification_id_verifications_id_fk" FOREIGN KEY ("verification_id") REFERENCES "public"."verifications"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verification_files" ADD CONSTRAINT "verification_files_kept_as_verification_materials_sha256_fk" FOREIGN KEY ("kept_as") REFERENCES "public"."verification_materials"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verifications" ADD CONSTRAINT "verifications_district_id_districts_id_fk" FOREIGN KEY ("district_id") REFERENCES "public"."districts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verifications" ADD CONSTRAINT "verifications_batch_id_verification_batches_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."verification_batches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "sessions_account" ON "sessions" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "api_keys_account" ON "api_keys" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "approvals_newest" ON "approvals" USING btree ("requested_at","id");--> statement-breakpoint
CREATE INDEX "approvals_open" ON "approvals" USING btree ("state","requested_at") WHERE state in ('pending', 'approved');--> statement-breakpoint
CREATE INDEX "audit_log_object" ON "audit_log" USING btree ("object_type","object_id","seq");--> statement-breakpoint
CREATE INDEX "audit_log_actor" ON "audit_log" USING btree ("actor_id","seq");--> statement-breakpoint
CREATE INDEX "audit_log_action" ON "audit_log" USING btree ("action","seq");--> statement-breakpoint
CREATE INDEX "audit_log_at" ON "audit_log" USING btree ("at");--> statement-breakpoint
CREATE INDEX "authority_certificates_issuance" ON "authority_certificates" USING btree ("issuance_id");--> statement-breakpoint
CREATE UNIQUE INDEX "authority_certificates_one_issued" ON "authority_certificates" USING btree ("issuance_id","role") WHERE state = 'issued';--> statement-breakpoint
CREATE INDEX "authority_issuances_key" ON "authority_issuances" USING btree ("spki_sha256");--> statement-breakpoint
CREATE INDEX "authority_issuances_newest" ON "authority_issuances" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "authority_issuances_open" ON "authority_issuances" USING btree ("next_at") WHERE state in ('ordered', 'signing', 'waiting');--> statement-breakpoint
CREATE INDEX "authority_revocations_certificate" ON "authority_revocations" USING btree ("certificate_id","position");--> statement-breakpoint
CREATE INDEX "authority_revocations_authority" ON "authority_revocations" USING btree ("authority_id","position");--> statement-breakpoint
CREATE INDEX "backup_sets_newest" ON "backup_sets" USING btree ("source_id","started_at");--> statement-breakpoint
CREATE INDEX "backup_sources_check" ON "backup_sources" USING btree ("next_check_at");--> statement-breakpoint
CREATE INDEX "source_drills_source" ON "source_drills" USING btree ("source_id","requested_at");--> statement-breakpoint
CREATE INDEX "source_drills_state" ON "source_drills" USING btree ("state","requested_at");--> statement-breakpoint
CREATE UNIQUE INDEX "source_drills_open" ON "source_drills" USING btree ("source_id") WHERE state <> 'ended';--> statement-breakpoint
CREATE INDEX "backup_drills_backup" ON "backup_drills" USING btree ("backup_id","started_at");--> statement-breakpoint
CREATE INDEX "backups_started" ON "backups" USING btree ("started_at");--> statement-breakpoint
CREATE INDEX "break_glass_openings_person" ON "break_glass_openings" USING btree ("person_id","entered_at");--> statement-breakpoint
CREATE UNIQUE INDEX "break_glass_opened" ON "break_glass_openings" USING btree ("set_id") WHERE opened_at is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "break_glass_sealed" ON "break_glass_sets" USING btree ("state") WHERE state = 'sealed';--> statement-breakpoint
CREATE INDEX "certificate_requests_created" ON "certificate_requests" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "certificates_expiry" ON "certificates" USING btree ("not_after","id");--> statement-breakpoint
CREATE INDEX "certificates_subject" ON "certificates" USING btree ("subject_key");--> statement-breakpoint
CREATE INDEX "certificates_spki" ON "certificates" USING btree ("spki_sha256");--> statement-breakpoint
CREATE INDEX "served_chains_leaf" ON "served_chains" USING btree ("leaf_id");--> statement-breakpoint
CREATE INDEX "served_chains_endpoint" ON "served_chains" USING btree ("endpoint","server_name");--> statement-breakpoint
CREATE INDEX "served_chains_members" ON "served_chains" USING gin ("chain") WITH (fastupdate=false);--> statement-breakpoint
CREATE INDEX "served_chains_name" ON "served_chains" USING btree ("server_name") WHERE is_current;--> statement-breakpoint
CREATE INDEX "served_chains_first_end" ON "served_chains" USING btree ("first_end") WHERE is_current;--> statement-breakpoint
CREATE INDEX "carrier_holdings_carrier" ON "carrier_holdings" USING btree ("carrier_id","position");--> statement-breakpoint
CREATE INDEX "carrier_holdings_staff" ON "carrier_holdings" USING btree ("staff_id","position");--> statement-breakpoint
CREATE INDEX "credential_events_credential" ON "credential_events" USING btree ("credential_id","position");--> statement-breakpoint
CREATE INDEX "credentials_district" ON "credentials" USING btree ("district_id","created_at","id");--> statement-breakpoint
CREATE INDEX "credentials_staff" ON "credentials" USING btree ("staff_id","created_at");--> statement-breakpoint
CREATE INDEX "credentials_carrier" ON "credentials" USING btree ("carrier_id","created_at");--> statement-breakpoint
CREATE INDEX "credentials_serial" ON "credentials" USING btree ("sign_serial");--> statement-breakpoint
CREATE INDEX "credentials_encryption_serial" ON "credentials" USING btree ("encryption_serial");--> statement-breakpoint
CREATE INDEX "credentials_expiry" ON "credentials" USING btree ("not_after") WHERE state in ('active', 'suspended');--> statement-breakpoint
CREATE UNIQUE INDEX "credentials_successor" ON "credentials" USING btree ("supersedes_id") WHERE state <> 'revoked';--> statement-breakpoint
CREATE UNIQUE INDEX "deployment_bindings_place" ON "deployment_bindings" USING btree ("address","port","server_name") WHERE removed_at is null;--> statement-breakpoint
CREATE INDEX "deployment_bindings_lineage" ON "deployment_bindings" USING btree ("lineage_id");--> statement-breakpoint
CREATE INDEX "deployment_bindings_certificate" ON "deployment_bindings" USING btree ("certificate_id");--> statement-breakpoint
CREATE UNIQUE INDEX "deployment_runs_open" ON "deployment_runs" USING btree ("lineage_id") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "deployment_runs_lineage" ON "deployment_runs" USING btree ("lineage_id","opened_at");--> statement-breakpoint
CREATE UNIQUE INDEX "discovery_allowances_once" ON "discovery_allowances" USING btree ("kind","scope") WHERE removed_at is null;--> statement-breakpoint
CREATE INDEX "discovery_findings_certificate" ON "discovery_findings" USING btree ("certificate_id");--> statement-breakpoint
CREATE INDEX "discovery_jobs_created" ON "discovery_jobs" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "discovery_jobs_waiting" ON "discovery_jobs" USING btree ("created_at") WHERE state in ('waiting', 'running');--> statement-breakpoint
CREATE INDEX "address_failures_since" ON "address_failures" USING btree ("since");--> statement-breakpoint
CREATE INDEX "login_certificates_account" ON "login_certificates" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "login_challenges_expiry" ON "login_challenges" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "login_identities_account" ON "login_identities" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "passkeys_account" ON "passkeys" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "password_history_account" ON "password_history" USING btree ("account_id","replaced_at");--> statement-breakpoint
CREATE INDEX "recovery_codes_account" ON "recovery_codes" USING btree ("account_id");--> statement-breakpoint
CREATE UNIQUE INDEX "findings_open" ON "findings" USING btree ("fingerprint") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "findings_state" ON "findings" USING btree ("state","id");--> statement-breakpoint
CREATE INDEX "findings_system" ON "findings" USING btree ("system_id","id");--> statement-breakpoint
CREATE INDEX "findings_check" ON "findings" USING btree ("check_id");--> statement-breakpoint
CREATE INDEX "findings_recovered" ON "findings" USING btree ("recovered_at");--> statement-breakpoint
CREATE INDEX "findings_ticket" ON "findings" USING btree ("ticket_id");--> statement-breakpoint
CREATE INDEX "round_events_round" ON "round_events" USING btree ("round_id","id");--> statement-breakpoint
CREATE INDEX "round_items_check" ON "round_items" USING btree ("check_id","id");--> statement-breakpoint
CREATE INDEX "round_items_progress" ON "round_items" USING btree ("round_id","conclusion");--> statement-breakpoint
CREATE INDEX "round_results_item" ON "round_results" USING btree ("item_id","id");--> statement-breakpoint
CREATE INDEX "rounds_due" ON "rounds" USING btree ("state","planned_at");--> statement-breakpoint
CREATE INDEX "rounds_planned_at" ON "rounds" USING btree ("planned_at");--> statement-breakpoint
CREATE INDEX "signer_certificates_person" ON "signer_certificates" USING btree ("person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "issuer_connections_name" ON "issuer_connections" USING btree ("name") WHERE state = 'active';--> statement-breakpoint
CREATE INDEX "issuer_orders_newest" ON "issuer_orders" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "issuer_orders_due" ON "issuer_orders" USING btree ("next_at") WHERE state = 'working';--> statement-breakpoint
CREATE INDEX "issuer_orders_connection" ON "issuer_orders" USING btree ("connection_id");--> statement-breakpoint
CREATE UNIQUE INDEX "issuer_orders_request" ON "issuer_orders" USING btree ("request_id") WHERE state in ('working', 'waiting');--> statement-breakpoint
CREATE INDEX "renewal_suggestions_due" ON "renewal_suggestions" USING btree ("ask_again_at");--> statement-breakpoint
CREATE INDEX "sealed_keys_kek" ON "sealed_keys" USING btree ("kek_id","id");--> statement-breakpoint
CREATE INDEX "sealed_secrets_kek" ON "sealed_secrets" USING btree ("kek_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "certificate_lineages_name" ON "certificate_lineages" USING btree ("name") WHERE state = 'active';--> statement-breakpoint
CREATE INDEX "certificate_waivers_lineage" ON "certificate_waivers" USING btree ("lineage_id","until");--> statement-breakpoint
CREATE INDEX "key_records_owner" ON "key_records" USING btree ("owner");--> statement-breakpoint
CREATE INDEX "lineage_certificates_lineage" ON "lineage_certificates" USING btree ("lineage_id","added_at");--> statement-breakpoint
CREATE INDEX "lineage_certificates_key" ON "lineage_certificates" USING btree ("key_id");--> statement-breakpoint
CREATE INDEX "lineage_requests_lineage" ON "lineage_requests" USING btree ("lineage_id","opened_at");--> statement-breakpoint
CREATE INDEX "validation_evidence_lineage" ON "validation_evidence" USING btree ("lineage_id","kind","validated_at");--> statement-breakpoint
CREATE INDEX "notice_escalations_due" ON "notice_escalations" USING btree ("next_at");--> statement-breakpoint
CREATE INDEX "maintenance_windows_to" ON "maintenance_windows" USING btree ("to_at");--> statement-breakpoint
CREATE INDEX "notice_attempts_channel" ON "notice_attempts" USING btree ("channel_id","at");--> statement-breakpoint
CREATE INDEX "notice_attempts_delivery" ON "notice_attempts" USING btree ("delivery_id");--> statement-breakpoint
CREATE INDEX "notice_attempts_under_way" ON "notice_attempts" USING btree ("channel_id") WHERE outcome = 'under-way';--> statement-breakpoint
CREATE UNIQUE INDEX "notice_channels_name" ON "notice_channels" USING btree ("name") WHERE state = 'active';--> statement-breakpoint
CREATE UNIQUE INDEX "notice_deliveries_once" ON "notice_deliveries" USING btree ("notice_id","channel_id");--> statement-breakpoint
CREATE INDEX "notice_deliveries_due" ON "notice_deliveries" USING btree ("channel_id","due_at") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "notice_deliveries_gathered" ON "notice_deliveries" USING btree ("gathered_in");--> statement-breakpoint
CREATE INDEX "notices_cause" ON "notices" USING btree ("cause","created_at");--> statement-breakpoint
CREATE INDEX "notices_held" ON "notices" USING btree ("id") WHERE is_held;--> statement-breakpoint
CREATE INDEX "notices_silent" ON "notices" USING btree ("id") WHERE silent_code is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "org_units_top" ON "org_units" USING btree ("district_id") WHERE tier <> 'outlet';--> statement-breakpoint
CREATE UNIQUE INDEX "staff_identity" ON "staff" USING btree ("identity_digest") WHERE state = 'active';--> statement-breakpoint
CREATE UNIQUE INDEX "staff_person" ON "staff" USING btree ("person_id") WHERE state = 'active';--> statement-breakpoint
CREATE INDEX "staff_listed" ON "staff" USING btree ("staff_number","id");--> statement-breakpoint
CREATE INDEX "staff_by_unit" ON "staff" USING btree ("unit_id");--> statement-breakpoint
CREATE INDEX "staff_imports_newest" ON "staff_imports" USING btree ("imported_at","id");--> statement-breakpoint
CREATE INDEX "probe_results_check" ON "probe_results" USING btree ("node_check_id","started_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "probe_results_kind" ON "probe_results" USING btree ("kind","started_at","id");--> statement-breakpoint
CREATE INDEX "report_checks_report" ON "report_checks" USING btree ("report_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "reports_one_final" ON "reports" USING btree ("kind","period") WHERE edition = 'final';--> statement-breakpoint
CREATE INDEX "reports_list" ON "reports" USING btree ("period_to","id");--> statement-breakpoint
CREATE INDEX "reports_kind" ON "reports" USING btree ("kind","period_to","id");--> statement-breakpoint
CREATE INDEX "reports_unfinished" ON "reports" USING btree ("created_at","id") WHERE state in ('waiting', 'running');--> statement-breakpoint
CREATE INDEX "user_request_batch_rows_open" ON "user_request_batch_rows" USING btree ("batch_id","row") WHERE state in ('ready', 'submitting');--> statement-breakpoint
CREATE INDEX "user_request_batches_newest" ON "user_request_batches" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "user_request_batches_open" ON "user_request_batches" USING btree ("created_at") WHERE state = 'submitting';--> statement-breakpoint
CREATE INDEX "user_request_events_of" ON "user_request_events" USING btree ("request_id","id");--> statement-breakpoint
CREATE INDEX "user_request_materials_of" ON "user_request_materials" USING btree ("request_id","added_at");--> statement-breakpoint
CREATE UNIQUE INDEX "user_request_materials_once" ON "user_request_materials" USING btree ("request_id","sha256") WHERE removed_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "user_requests_open" ON "user_requests" USING btree ("staff_id","lane") WHERE state not in ('closed', 'rejected', 'cancelled', 'failed');--> statement-breakpoint
CREATE INDEX "user_requests_newest" ON "user_requests" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "user_requests_queue" ON "user_requests" USING btree ("state","submitted_at");--> statement-breakpoint
CREATE INDEX "user_requests_of_staff" ON "user_requests" USING btree ("staff_id","created_at");--> statement-breakpoint
CREATE INDEX "user_requests_of_batch" ON "user_requests" USING btree ("batch_id") WHERE batch_id is not null;--> statement-breakpoint
CREATE INDEX "seal_events_request" ON "seal_events" USING btree ("request_id");--> statement-breakpoint
CREATE INDEX "seal_events_seal" ON "seal_events" USING btree ("seal_id");--> statement-breakpoint
CREATE INDEX "seal_requests_state" ON "seal_requests" USING btree ("state","requested_at","id");--> statement-breakpoint
CREATE INDEX "seal_requests_recent" ON "seal_requests" USING btree ("requested_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "seal_requests_one_open" ON "seal_requests" USING btree ("seal_id") WHERE state not in ('delivered', 'done', 'rejected', 'cancelled');--> statement-breakpoint
CREATE INDEX "seals_recent" ON "seals" USING btree ("made_at","id");--> statement-breakpoint
CREATE INDEX "seals_state" ON "seals" USING btree ("state","made_at","id");--> statement-breakpoint
CREATE INDEX "seals_certificates" ON "seals" USING gin ("certificate_sha256");--> statement-breakpoint
CREATE INDEX "duty_shifts_from" ON "duty_shifts" USING btree ("from_at");--> statement-breakpoint
CREATE INDEX "duty_shifts_to" ON "duty_shifts" USING btree ("to_at");--> statement-breakpoint
CREATE INDEX "service_records_kind" ON "service_records" USING btree ("kind","id");--> statement-breakpoint
CREATE INDEX "service_records_date" ON "service_records" USING btree ("kind","on_date");--> statement-breakpoint
CREATE INDEX "sla_assessments_period" ON "sla_assessments" USING btree ("period","id");--> statement-breakpoint
CREATE INDEX "spare_moves_part" ON "spare_moves" USING btree ("part_id","id");--> statement-breakpoint
CREATE INDEX "node_checks_node" ON "node_checks" USING btree ("node_id");--> statement-breakpoint
CREATE INDEX "nodes_system" ON "nodes" USING btree ("system_id");--> statement-breakpoint
CREATE INDEX "knowledge_entries_code" ON "knowledge_entries" USING btree ("code");--> statement-breakpoint
CREATE INDEX "ticket_events_ticket" ON "ticket_events" USING btree ("ticket_id","id");--> statement-breakpoint
CREATE INDEX "ticket_pauses_ticket" ON "ticket_pauses" USING btree ("ticket_id");--> statement-breakpoint
CREATE UNIQUE INDEX "ticket_pauses_one_on" ON "ticket_pauses" USING btree ("ticket_id","reason") WHERE to_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "tickets_one_open" ON "tickets" USING btree ("fingerprint") WHERE state <> 'closed';--> statement-breakpoint
CREATE INDEX "tickets_state" ON "tickets" USING btree ("state","id");--> statement-breakpoint
CREATE INDEX "tickets_reported" ON "tickets" USING btree ("reported_at");--> statement-breakpoint
CREATE INDEX "tickets_closed" ON "tickets" USING btree ("closed_at");--> statement-breakpoint
CREATE INDEX "tickets_due" ON "tickets" USING btree ("next_due_at","id") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "trust_changes_newest" ON "trust_changes" USING btree ("proposed_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "trust_materials_content" ON "trust_materials" USING btree ("kind","sha256") WHERE removed_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "trust_materials_policy" ON "trust_materials" USING btree ("subject") WHERE kind = 'policy' and removed_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "trust_materials_version" ON "trust_materials" USING btree ("subject","version");--> statement-breakpoint
CREATE INDEX "trust_materials_newest" ON "trust_materials" USING btree ("added_at","id");--> statement-breakpoint
CREATE INDEX "verification_batch_files_kept" ON "verification_batch_files" USING btree ("kept_as");--> statement-breakpoint
CREATE INDEX "verification_batch_items_open" ON "verification_batch_items" USING btree ("batch_id","position") WHERE state in ('waiting', 'running');--> statement-breakpoint
CREATE INDEX "verification_batches_newest" ON "verification_batches" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "verification_batches_open" ON "verification_batches" USING btree ("created_at") WHERE state in ('waiting', 'running');--> statement-breakpoint
CREATE INDEX "verification_files_kept" ON "verification_files" USING btree ("kept_as");--> statement-breakpoint
CREATE INDEX "verifications_newest" ON "verifications" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "verifications_verdict" ON "verifications" USING btree ("verdict","created_at","id");--> statement-breakpoint
CREATE INDEX "verifications_district" ON "verifications" USING btree ("district_id","created_at","id");--> statement-breakpoint
CREATE INDEX "verifications_object" ON "verifications" USING btree ("sha256");--> statement-breakpoint
CREATE INDEX "verifications_reruns" ON "verifications" USING btree ("rerun_of") WHERE rerun_of is not null;--> statement-breakpoint
CREATE INDEX "verifications_batch" ON "verifications" USING btree ("batch_id") WHERE batch_id is not null;--> statement-breakpoint
CREATE INDEX "verifications_watched" ON "verifications" USING btree ("stops_validating_at") WHERE is_watched;