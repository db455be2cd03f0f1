-- Search that carries millions of offers: filters as words of the same index, a best tier that answers common words, a
-- sixteenth of all offers for counting, and the vocabulary against which typing errors are put right.

create function catalogue.same_goods(title text, unit text) returns bigint language sql immutable parallel safe
  return hashtextextended(trim(regexp_replace(lower(title), '[^[:alnum:]]+', ' ', 'g')) || '|' || lower(unit), 0);
grant execute on function catalogue.same_goods(text, text) to bangga_app;

-- Filters begin with "=", which no word does. What price and stock say is not among them: they move all day.
create function catalogue.filter_tokens(category text, marketplace uuid, seller uuid, class text, region text,
  domestic boolean, tkdn numeric, goods bigint) returns tsvector language sql immutable parallel safe
  return array_to_tsvector(array_remove(array['=all', '=c:' || category, '=m:' || marketplace::text,
    '=s:' || seller::text, '=k:' || class, '=r:' || left(region, 2), '=r:' || region, '=g:' || goods::text,
    case when domestic then '=d' end, case when tkdn >= 25 then '=t:25' end, case when tkdn >= 40 then '=t:40' end],
    null));
grant execute on function catalogue.filter_tokens(text, uuid, uuid, text, text, boolean, numeric, bigint) to bangga_app;

alter table catalogue.offers drop column search;
alter table catalogue.offers
  -- How much a buyer learns from the offer, and whose it is; nothing that moves all day.
  add column quality smallint not null generated always as (
    least(length(description) / 40, 20) + case when is_domestic then 15 else 0 end
    + case when tkdn_percent >= 40 then 20 when tkdn_percent >= 25 then 12 else 0 end
    + case seller_class when 'micro' then 15 when 'small' then 15 when 'medium' then 5 else 0 end
    + case when weight_grams > 0 then 5 else 0 end + case when length(title) between 12 and 120 then 10 else 0 end
    + (uuid_hash_extended(id, 1) & 15)::integer) stored,
  add column is_sample boolean not null generated always as ((uuid_hash_extended(id, 0) & 15) = 0) stored,
  -- Written by a sweep: the best twentieth of each category.
  add column is_best boolean not null default false,
  add column search tsvector not null generated always as (to_tsvector('pg_catalog.indonesian', title)
    || catalogue.filter_tokens(category, marketplace_id, seller_id, seller_class, region_code, is_domestic, tkdn_percent,
      catalogue.same_goods(title, unit))) stored;
grant update (is_best) on catalogue.offers to bangga_app;

create index offers_by_word on catalogue.offers using gin (search) where deleted_at is null;
create index offers_best_by_word on catalogue.offers using gin (search) where deleted_at is null and is_best;
create index offers_sample_by_word on catalogue.offers using gin (search) where deleted_at is null and is_sample;

-- Every word of every title as it is written, and in how many offers it was seen.
create table catalogue.words (
  word text primary key check (word <> ''),
  offers integer not null check (offers > 0)
);
grant select, insert, update (offers) on catalogue.words to bangga_app;
insert into catalogue.words (word, offers)
select word, count(*) from catalogue.offers o,
  lateral (select distinct word from regexp_split_to_table(lower(o.title), '[^[:alnum:]]+') as word) as own
where o.deleted_at is null and length(word) between 2 and 40 group by word;

/*
 * One page of a search with its total and its facets. At most `cap` offers are ranked: a word that the best tier alone
 * can answer is answered from there. Facets are exact for small results, else counted in the sample and multiplied;
 * each facet leaves its own filter out. Bitmap scans alone are allowed, for whatever word is asked the word index answers.
 */
create function catalogue.search(words tsquery, wider tsquery, f_category text, f_marketplace uuid, f_seller uuid,
  f_classes text[], f_region text, f_domestic text, f_goods text, f_least bigint, f_most bigint, f_stocked boolean,
  hidden uuid[], near text, sort text, page_size integer, skip integer)
returns jsonb language plpgsql stable set enable_seqscan = off set enable_indexscan = off as $$
#variable_conflict use_column
declare
  cap constant integer := 500;
  tokens tsquery := nullif(concat_ws(' & ', '''=c:' || f_category || '''', '''=m:' || f_marketplace || '''',
    '''=s:' || f_seller || '''', '''=r:' || f_region || '''', '''=' || f_domestic || '''', '''=g:' || f_goods || '''',
    '(''=k:' || array_to_string(f_classes, ''' | ''=k:') || ''')'), '')::tsquery;
  said tsquery := words;
  asked tsquery;
  base tsquery;
  ids jsonb;
  reached integer;
  sampled integer;
  facets jsonb;
  counted jsonb;
begin
  for attempt in 1..2 loop
    asked := coalesce(said && tokens, said, tokens, '''=all'''::tsquery);
    with best as materialized (
      select o.id, o.stock, o.price_sen, o.quality, o.region_code, o.search from catalogue.offers o
      where o.deleted_at is null and o.is_best and o.search @@ asked and (f_least is null or o.price_sen >= f_least)
        and (f_most is null or o.price_sen <= f_most) and (not f_stocked or o.stock > 0)
        and o.marketplace_id <> all (hidden)
      limit cap
    ), rest as materialized (
      select o.id, o.stock, o.price_sen, o.quality, o.region_code, o.search from catalogue.offers o
      where (select count(*) from best) < cap
        and o.deleted_at is null and o.search @@ asked and (f_least is null or o.price_sen >= f_least)
        and (f_most is null or o.price_sen <= f_most) and (not f_stocked or o.stock > 0)
        and o.marketplace_id <> all (hidden)
      limit cap
    ), chosen as materialized (
      select * from best where (select count(*) from best) = cap union all select * from rest
    ), ordered as (
      select c.id, row_number() over (order by c.stock = 0,
        case when sort = 'nearest' then case when near is null then 0 when c.region_code = near then 0
          when left(c.region_code, 2) = left(near, 2) then 1 else 2 end end,
        case when sort in ('fitting', 'nearest') and said is not null then -ts_rank(c.search, said, 1) end,
        case when sort = 'newest' then c.id end desc nulls last,
        case when sort = 'dearest' then -c.price_sen else c.price_sen end, c.id) as place
      from chosen c order by place limit page_size + 1 offset skip
    )
    select (select count(*) from chosen), (select jsonb_agg(o.id order by o.place) from ordered o) into reached, ids;
    exit when reached > 0 or wider is null or said is not distinct from wider;
    said := wider;
  end loop;
  base := coalesce(said, '''=all'''::tsquery);
  for attempt in 1..2 loop
    with every as materialized (
      select o.category, o.marketplace_id, o.seller_class, left(o.region_code, 2) as province,
        case when near is null then 'far' when o.region_code = near then 'regency'
          when left(o.region_code, 2) = left(near, 2) then 'province' else 'far' end as distance,
        o.is_domestic, o.tkdn_percent, o.stock > 0 as stocked,
        f_category is null or o.category = f_category as c, f_marketplace is null or o.marketplace_id = f_marketplace as m,
        f_classes is null or o.seller_class = any (f_classes) as k,
        f_region is null or o.region_code = f_region or left(o.region_code, 2) = f_region as r,
        f_domestic is null or case f_domestic when 'd' then o.is_domestic when 't:25' then o.tkdn_percent >= 25
          else o.tkdn_percent >= 40 end is true as d,
        not f_stocked or o.stock > 0 as s,
        (f_least is null or o.price_sen >= f_least) and (f_most is null or o.price_sen <= f_most)
          and (f_seller is null or o.seller_id = f_seller)
          and (f_goods is null or catalogue.same_goods(o.title, o.unit)::text = f_goods) as p
      from catalogue.offers o
      where o.deleted_at is null and o.is_sample and o.search @@ base and o.marketplace_id <> all (hidden)
        and attempt = 1
      limit 4000
    ), whole as materialized (
      select o.category, o.marketplace_id, o.seller_class, left(o.region_code, 2) as province,
        case when near is null then 'far' when o.region_code = near then 'regency'
          when left(o.region_code, 2) = left(near, 2) then 'province' else 'far' end as distance,
        o.is_domestic, o.tkdn_percent, o.stock > 0 as stocked,
        f_category is null or o.category = f_category as c, f_marketplace is null or o.marketplace_id = f_marketplace as m,
        f_classes is null or o.seller_class = any (f_classes) as k,
        f_region is null or o.region_code = f_region or left(o.region_code, 2) = f_region as r,
        f_domestic is null or case f_domestic when 'd' then o.is_domestic when 't:25' then o.tkdn_percent >= 25
          else o.tkdn_percent >= 40 end is true as d,
        not f_stocked or o.stock > 0 as s,
        (f_least is null or o.price_sen >= f_least) and (f_most is null or o.price_sen <= f_most)
          and (f_seller is null or o.seller_id = f_seller)
          and (f_goods is null or catalogue.same_goods(o.title, o.unit)::text = f_goods) as p
      from catalogue.offers o
      where o.deleted_at is null and o.search @@ base and o.marketplace_id <> all (hidden) and attempt = 2
      limit 4000
    ), seen as (select * from every union all select * from whole)
    select count(*), jsonb_build_object(
      'base', count(*), 'total', count(*) filter (where c and m and k and r and d and s and p),
      'category', (select jsonb_object_agg(category, n) from (select category, count(*) as n from seen
        where m and k and r and d and s and p group by category) x),
      'marketplace', (select jsonb_object_agg(marketplace_id, n) from (select marketplace_id, count(*) as n from seen
        where c and k and r and d and s and p group by marketplace_id) x),
      'class', (select jsonb_object_agg(seller_class, n) from (select seller_class, count(*) as n from seen
        where c and m and r and d and s and p group by seller_class) x),
      'province', (select jsonb_object_agg(province, n) from (select province, count(*) as n from seen
        where c and m and k and d and s and p group by province) x),
      'distance', (select jsonb_object_agg(distance, n) from (select distance, count(*) as n from seen
        where c and m and k and d and s and p group by distance) x),
      'domestic', jsonb_build_object('d', count(*) filter (where is_domestic and c and m and k and r and s and p),
        't:25', count(*) filter (where tkdn_percent >= 25 and c and m and k and r and s and p),
        't:40', count(*) filter (where tkdn_percent >= 40 and c and m and k and r and s and p)),
      'stocked', count(*) filter (where stocked and c and m and k and r and d and p))
    into sampled, counted from seen;
    facets := counted || jsonb_build_object('scale', case attempt when 1 then 16 else 1 end);
    -- So few that all of them can be counted.
    exit when attempt = 2 or sampled > 200;
  end loop;
  return jsonb_build_object('ids', coalesce(ids, '[]'), 'reached', reached, 'capped', reached >= cap,
    'widened', said is distinct from words, 'facets', facets);
end $$;
grant execute on function catalogue.search(tsquery, tsquery, text, uuid, uuid, text[], text, text, text, bigint, bigint,
  boolean, uuid[], text, text, integer, integer) to bangga_app;
