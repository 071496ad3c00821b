-- How long a film lasts, as its file says. None for photos, and for what was taken before this.
alter table media add column seconds double precision;
