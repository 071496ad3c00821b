-- What others see of a file is made once, when it comes, and kept beside the original.
alter table media
  -- The upright copy of a photo, without metadata; null where the original itself is shown (videos, HEIC).
  add column shown text,
  -- Where the original tells of places and devices: these bytes, [from, to) each, are blanked whenever it is handed out.
  add column hidden jsonb not null default '[]';
