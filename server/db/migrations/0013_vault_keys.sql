-- Keys by Vault (KEY_URL=vault+https://…): what lies here is encrypted under transit keys that never leave Vault, one for
-- the installation's secret and one for each generation of the wrapping key. Destroying a generation deletes its transit
-- key, after which no copy of its row can be opened.
create table vault_keys (
  name text primary key,
  wrapped text not null
);
