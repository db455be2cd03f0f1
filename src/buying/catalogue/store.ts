import type { Reader, Tx } from '../../platform/database.ts';
import { jsonRows } from '../../platform/rows.ts';
import type { Instant } from '../../values/instant.ts';
import type { Sen } from '../../values/money.ts';
import { type Known, LAST_PAGE, type Offer, PAGE_SIZE, type PastPrice, type Search } from './rules.ts';

const columns = `id, marketplace_id as "marketplaceId", external_id as "externalId", seller_id as "sellerId",
  seller_external_id as "sellerExternalId", seller_name as "sellerName", seller_class as "sellerClass", is_pkp as "isPkp",
  region_code as "regionCode", title, description, category, unit, price_sen as price, stock,
  weight_grams as "weightGrams", is_domestic as "isDomestic", tkdn_percent::float8 as "tkdnPercent", version,
  catalogue.same_goods(title, unit)::text as goods`;

/** Makes the pages of one marketplace follow each other until the transaction ends. */
export async function lockPages(tx: Tx, marketplaceId: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('catalogue ' || $1, 0))`, [marketplaceId]);
}

export async function selectKnown(tx: Tx, marketplaceId: string, externalIds: readonly string[]): Promise<Known[]> {
  const rows = await tx.query<Omit<Known, 'sourceVersion'> & { sourceVersion: bigint }>(
    `select external_id as "externalId", source_version as "sourceVersion", deleted_at is not null as "isDeleted"
     from catalogue.offers where marketplace_id = $1 and external_id = any($2)`,
    [marketplaceId, externalIds],
  );
  return rows.map((row) => ({ ...row, sourceVersion: Number(row.sourceVersion) }));
}

export type ToldOffer = Omit<Offer, 'marketplaceId' | 'version' | 'category' | 'goods'> & {
  readonly category: string;
  readonly sourceVersion: number;
};

/** Writes offers; one that is known changes only when its source version rises. Answers the ids of those that changed. */
export async function upsertOffers(tx: Tx, marketplaceId: string, offers: readonly ToldOffer[]): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `insert into catalogue.offers as o (id, marketplace_id, external_id, seller_id, seller_external_id, seller_name,
       seller_class, is_pkp, region_code, title, description, category, unit, price_sen, stock, weight_grams,
       is_domestic, tkdn_percent, source_version, version)
     select id, $2, "externalId", "sellerId", "sellerExternalId", "sellerName", "sellerClass", "isPkp", "regionCode",
       title, description, category, unit, price, stock, "weightGrams", "isDomestic", "tkdnPercent", "sourceVersion", 1
     from json_to_recordset($1::json) as told (id uuid, "externalId" text, "sellerId" uuid, "sellerExternalId" text,
       "sellerName" text, "sellerClass" text, "isPkp" boolean, "regionCode" text, title text, description text,
       category text, unit text, price bigint, stock integer, "weightGrams" integer, "isDomestic" boolean,
       "tkdnPercent" numeric, "sourceVersion" bigint)
     order by "externalId"
     on conflict (marketplace_id, external_id) do update set
       seller_id = excluded.seller_id, seller_external_id = excluded.seller_external_id,
       seller_name = excluded.seller_name, seller_class = excluded.seller_class, is_pkp = excluded.is_pkp,
       region_code = excluded.region_code, title = excluded.title, description = excluded.description,
       category = excluded.category, unit = excluded.unit, price_sen = excluded.price_sen, stock = excluded.stock,
       weight_grams = excluded.weight_grams, is_domestic = excluded.is_domestic, tkdn_percent = excluded.tkdn_percent,
       source_version = excluded.source_version, version = o.version + 1, xid = default, seq = default, deleted_at = null
     where excluded.source_version > o.source_version
     returning o.id`,
    [jsonRows(offers), marketplaceId],
  );
  return rows.map(({ id }) => id);
}

export type ToldSeller = Pick<Offer, 'sellerId' | 'sellerName' | 'sellerClass' | 'isPkp' | 'regionCode'>;

/** Brings the copies of sellers up to date in offers that the page itself did not bring. */
export async function updateSellers(tx: Tx, sellers: readonly ToldSeller[]): Promise<void> {
  await tx.query(
    `update catalogue.offers o
     set seller_name = told."sellerName", seller_class = told."sellerClass", is_pkp = told."isPkp",
         region_code = told."regionCode", version = o.version + 1, xid = default, seq = default
     from json_to_recordset($1::json) as told
       ("sellerId" uuid, "sellerName" text, "sellerClass" text, "isPkp" boolean, "regionCode" text)
     where o.seller_id = told."sellerId" and o.deleted_at is null
       and (o.seller_name, o.seller_class, o.is_pkp, o.region_code)
         is distinct from (told."sellerName", told."sellerClass", told."isPkp", told."regionCode")`,
    [jsonRows(sellers)],
  );
}

/** Adds the price of each offer to its history unless it is the last one there. */
export async function appendPrices(tx: Tx, offerIds: readonly string[], at: Instant): Promise<void> {
  await tx.query(
    `insert into catalogue.price_history (offer_id, price_sen, at)
     select id, price_sen, $2 from catalogue.offers o
     where id = any($1) and price_sen is distinct from
       (select h.price_sen from catalogue.price_history h where h.offer_id = o.id order by h.id desc limit 1)`,
    [offerIds, at],
  );
}

/** Marks offers as gone and answers how many were still there. */
export async function deleteOffers(
  tx: Tx,
  { marketplaceId, externalIds, at }: { marketplaceId: string; externalIds: readonly string[]; at: Instant },
): Promise<number> {
  const gone = await tx.query(
    `update catalogue.offers set deleted_at = $3, version = version + 1, xid = default, seq = default
     where marketplace_id = $1 and external_id = any($2) and deleted_at is null returning id`,
    [marketplaceId, externalIds, at],
  );
  return gone.length;
}

/** Notes the words of titles that are new here, so that typing errors can be put right against them. */
export async function addWords(tx: Tx, counted: ReadonlyMap<string, number>): Promise<void> {
  await tx.query(
    `insert into catalogue.words as w (word, offers)
     select word, offers from unnest($1::text[], $2::integer[]) as told (word, offers) order by word
     on conflict (word) do update set offers = w.offers + excluded.offers`,
    [[...counted.keys()], [...counted.values()]],
  );
}

export interface Counted {
  readonly word: string;
  readonly offers: number;
}

/** The most used words first; what stands behind them is seen too seldom to be what somebody meant. */
export function selectWords(reader: Reader, most: number): Promise<Counted[]> {
  return reader.query(`select word, offers from catalogue.words order by offers desc, word limit $1`, [most]);
}

/** Titles that begin so, for whoever is still typing. */
export async function selectTitles(reader: Reader, query: string, most: number): Promise<string[]> {
  const rows = await reader.query<{ title: string }>(
    `select title from (
       select o.title, max(o.quality) as quality from catalogue.offers o join jsonb_array_elements_text(
         catalogue.search(to_tsquery('pg_catalog.indonesian', $1), null, null, null, null, null, null, null, null, null,
           null, false, '{}', null, 'fitting', $2 * 4, 0) -> 'ids') as found (id) on o.id = found.id::uuid
       group by o.title) as titles
     order by length(title), title limit $2`,
    [query, most],
  );
  return rows.map(({ title }) => title);
}

/** Where the words come from: well-formed queries of PostgreSQL, or words as people type them with quotes and minus. */
export type Words =
  | { readonly kind: 'none' }
  | { readonly kind: 'meant'; readonly all: string; readonly any: string }
  | { readonly kind: 'written'; readonly text: string };

export interface Told {
  readonly reached: number;
  readonly capped: boolean;
  readonly widened: boolean;
  readonly facets: {
    readonly base: number;
    readonly total: number;
    readonly scale: number;
    readonly stocked: number;
  } & Readonly<
    Record<
      'category' | 'marketplace' | 'class' | 'province' | 'distance' | 'domestic',
      Readonly<Record<string, number>> | null
    >
  >;
}

const queries = {
  none: [`null::tsquery`, `null::tsquery`],
  meant: [`to_tsquery('pg_catalog.indonesian', $1)`, `to_tsquery('pg_catalog.indonesian', $2)`],
  written: [`websearch_to_tsquery('pg_catalog.indonesian', $1)`, `null::tsquery`],
} as const satisfies Record<Words['kind'], readonly [string, string]>;

/** One page with one offer more to show that there is another, and what is said of the whole; one statement. */
export async function search(
  reader: Reader,
  words: Words,
  search: Search,
): Promise<{ readonly told: Told; readonly offers: readonly Offer[] }> {
  const { sellerClass, sellerClasses = sellerClass && [sellerClass], pageSize = PAGE_SIZE } = search;
  const page = Math.min(Math.max(search.page ?? 1, 1), LAST_PAGE);
  const sort = search.sort ?? (words.kind === 'none' ? 'newest' : 'fitting');
  const [all, any] = queries[words.kind];
  const rows = await reader.query<Omit<Offer, 'id'> & { readonly told: Told; readonly id: Offer['id'] | null }>(
    `with found as materialized (
       select catalogue.search(nullif(${all}, ''), nullif(${any}, ''), $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
         $14, $15, $16, $17) as told, $1::text as words, $2::text as wider)
     select found.told - 'ids' as told, offer.*
     from found
     left join lateral jsonb_array_elements_text(found.told -> 'ids') with ordinality as hit (id, place) on true
     left join lateral (select ${columns} from catalogue.offers where id = hit.id::uuid) as offer on true
     order by hit.place`,
    [
      words.kind === 'meant' ? words.all : words.kind === 'written' ? words.text : null,
      words.kind === 'meant' ? words.any : null,
      search.category,
      search.marketplaceId,
      search.sellerId,
      sellerClasses,
      search.regionCode,
      search.domestic,
      search.goods,
      search.minPrice,
      search.maxPrice,
      search.inStock ?? false,
      search.hiddenMarketplaces ?? [],
      search.from,
      sort,
      pageSize,
      (page - 1) * pageSize,
    ],
  );
  const [first] = rows;
  if (!first) throw new Error('a search always answers');
  const offers = rows.flatMap(({ told: _, ...row }): Offer[] => (row.id === null ? [] : [{ ...row, id: row.id }]));
  return { told: first.told, offers };
}

/**
 * Marks the best twentieth of each category, by a threshold read off the sample, for one stretch of ids; answers where
 * the next stretch begins, or nothing at the end. Categories too small to need a tier have none.
 */
export async function placeInTier(tx: Tx, { after, most }: { after: string; most: number }): Promise<string | null> {
  const [row] = await tx.query<{ last: string | null }>(
    `with stretch as materialized (
       select id, category, quality, is_best from catalogue.offers where id > $1 and deleted_at is null order by id limit $2
     ), line as (
       select category, percentile_disc(0.95) within group (order by quality) as quality
       from catalogue.offers where is_sample and deleted_at is null group by category having count(*) >= 600
     ), moved as (
       update catalogue.offers o set is_best = not o.is_best
       from stretch s left join line l using (category)
       where o.id = s.id and o.is_best <> coalesce(s.quality > l.quality, false) returning 1
     )
     select max(id::text) as last from stretch`,
    [after, most],
  );
  return row?.last ?? null;
}

/** In the order asked; an offer that is unknown or gone is left out. */
export function selectOffers(reader: Reader, ids: readonly string[]): Promise<Offer[]> {
  return reader.query(
    `select ${columns} from catalogue.offers o
     where id = any($1) and deleted_at is null order by array_position($1::uuid[], id)`,
    [ids],
  );
}

interface Lost {
  readonly lost: readonly { readonly offerId: string; readonly quantity: number }[];
  /** Marketplaces where nothing may be bought now. */
  readonly closed: readonly string[];
  readonly best: number;
}

/** The offers that are most like each of the lost ones, which may be gone from the catalogue themselves. */
export function selectAlike(
  reader: Reader,
  { lost, closed, best }: Lost,
): Promise<(Offer & { readonly insteadOf: string })[]> {
  return reader.query(
    `select wanted.offer_id as "insteadOf", alike.*
     from unnest($1::uuid[], $2::integer[]) with ordinality as wanted (offer_id, quantity, place)
     join catalogue.offers gone on gone.id = wanted.offer_id
     cross join lateral (
       select replace(plainto_tsquery('pg_catalog.indonesian', gone.title)::text, '&', '|')::tsquery as any_word) words
     cross join lateral (
       select ${columns}, ts_rank(o.search, words.any_word) as likeness from catalogue.offers o
       where o.search @@ words.any_word and o.deleted_at is null and o.id <> gone.id and o.category = gone.category
         and o.unit = gone.unit and o.stock >= wanted.quantity and o.marketplace_id <> all($3::uuid[])
       order by likeness desc, o.price_sen, o.id limit $4) alike
     order by wanted.place, alike.likeness desc, alike.price, alike.id`,
    [lost.map(({ offerId }) => offerId), lost.map(({ quantity }) => quantity), closed, best],
  );
}

/** The newest price first. */
export function selectPrices(reader: Reader, offerId: string, limit: number): Promise<PastPrice[]> {
  return reader.query<{ price: Sen; at: Instant }>(
    `select price_sen as price, at from catalogue.price_history where offer_id = $1 order by id desc limit $2`,
    [offerId, limit],
  );
}

export interface SavedSearch {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly at: Instant;
}

export function selectSavedSearches(reader: Reader, personId: string): Promise<SavedSearch[]> {
  return reader.query(
    `select id, name, address, at from catalogue.saved_searches where person_id = $1 order by at desc, id desc`,
    [personId],
  );
}

export async function upsertSavedSearch(tx: Tx, saved: SavedSearch & { readonly personId: string }): Promise<void> {
  await tx.query(
    `insert into catalogue.saved_searches (person_id, id, name, address, at) values ($1, $2, $3, $4, $5)
     on conflict (person_id, address) do update set name = excluded.name, at = excluded.at`,
    [saved.personId, saved.id, saved.name, saved.address, saved.at],
  );
}

export async function deleteSavedSearch(
  tx: Tx,
  which: { readonly personId: string; readonly id: string },
): Promise<boolean> {
  const gone = await tx.query(`delete from catalogue.saved_searches where person_id = $1 and id = $2 returning id`, [
    which.personId,
    which.id,
  ]);
  return gone.length > 0;
}
