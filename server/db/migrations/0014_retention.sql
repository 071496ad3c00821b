-- What is only kept for a while is found by its age.
create index notices_old on notices (at);
create index webhook_deliveries_old on webhook_deliveries (at);
create index auth_session_old on auth_session ("expiresAt");
create index auth_verification_old on auth_verification ("expiresAt");
