-- Who may come in: accounts of the sign-in library, what they stand for in a tenant, keys of programs, rate limits.

-- Tables of better-auth. They hold no personal data: a user's "phone number" is the keyed fingerprint of one.
create table auth_user (
  id text primary key,
  name text not null,
  email text not null unique,
  "emailVerified" boolean not null,
  image text,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now(),
  "phoneNumber" text unique,
  "phoneNumberVerified" boolean
);
create table auth_session (
  id text primary key,
  "expiresAt" timestamptz not null,
  token text not null unique,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now(),
  "ipAddress" text,
  "userAgent" text,
  "userId" text not null references auth_user on delete cascade
);
create index auth_session_of_user on auth_session ("userId");
create table auth_account (
  id text primary key,
  "accountId" text not null,
  "providerId" text not null,
  "userId" text not null references auth_user on delete cascade,
  "accessToken" text,
  "refreshToken" text,
  "idToken" text,
  "accessTokenExpiresAt" timestamptz,
  "refreshTokenExpiresAt" timestamptz,
  scope text,
  password text,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create table auth_verification (
  id text primary key,
  identifier text not null,
  value text not null,
  "expiresAt" timestamptz not null,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create index auth_verification_identifier on auth_verification (identifier);

-- Which person of the tenant an account is, and the second factor that staff need.
create table accounts (
  tenant uuid not null references tenants,
  person uuid not null references people,
  user_id text not null references auth_user on delete cascade,
  totp bytea,
  totp_confirmed_at timestamptz,
  -- The last time step that was accepted: a code works once.
  totp_step bigint,
  totp_failures integer not null default 0,
  primary key (tenant, person)
);
create unique index accounts_of_user on accounts (tenant, user_id);

create table second_factors_passed (
  tenant uuid not null references tenants,
  session_id text not null references auth_session on delete cascade,
  at timestamptz not null,
  primary key (tenant, session_id)
);

create table grants (
  tenant uuid not null references tenants,
  person uuid not null references people,
  role text not null check (role in ('technician', 'agent', 'dispatcher', 'supervisor', 'operator', 'merchant', 'reviewer')),
  since timestamptz not null default now(),
  primary key (tenant, person, role)
);

create table api_keys (
  id uuid primary key,
  tenant uuid not null references tenants,
  name text not null,
  hash bytea not null,
  created_at timestamptz not null default now(),
  revoked_at timestamptz
);
create unique index api_keys_hash on api_keys (hash);

create table rate_limits (
  tenant uuid not null references tenants,
  what text not null,
  -- Start of the window; a new window starts the count anew.
  since timestamptz not null,
  seconds integer not null,
  count integer not null,
  primary key (tenant, what, seconds)
);

do $$
declare t text;
begin
  foreach t in array array['accounts', 'second_factors_passed', 'grants', 'api_keys', 'rate_limits'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own on %I using (tenant = app_tenant()) with check (tenant = app_tenant())', t);
  end loop;
end $$;
