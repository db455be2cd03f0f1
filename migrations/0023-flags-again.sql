-- A request that is decided anew may raise the same flag again, explained in other words: both explanations are kept.
alter table integrity.flags add column id bigint generated always as identity;
alter table integrity.flags drop constraint flags_pkey;
alter table integrity.flags add primary key (institution_id, request_id, id);
