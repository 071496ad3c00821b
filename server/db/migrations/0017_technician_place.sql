-- Where a technician is, is sealed under their own key as `place` in the state; no query needs it in the open.
alter table technicians drop column latitude, drop column longitude;
