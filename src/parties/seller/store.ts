import type { Reader, Tx } from '../../platform/database.ts';
import type { Seller, ToldSeller } from './rules.ts';

export type Account = Pick<ToldSeller, 'externalId' | 'sellerId'>;

const columns = `id, name, seller_class as "sellerClass", class_evidence as "classEvidence",
  region_code as "regionCode", is_pkp as "isPkp", version`;

// The rows of one statement travel as one JSON parameter; their names are those of ToldSeller.
const asked = `json_to_recordset($1::json) as asked
  ("externalId" text, "sellerId" uuid, name text, "sellerClass" text, "regionCode" text, "isPkp" boolean)`;
const isChanged = `(s.name, s.seller_class, s.region_code, s.is_pkp)
  is distinct from (asked.name, asked."sellerClass", asked."regionCode", asked."isPkp")`;

export function selectAccounts(reader: Reader, marketplaceId: string, externalIds: string[]): Promise<Account[]> {
  return reader.query(
    `select external_id as "externalId", seller_id as "sellerId" from seller.accounts
     where marketplace_id = $1 and external_id = any($2)`,
    [marketplaceId, externalIds],
  );
}

/** Writes accounts with their sellers; an account that another transaction wrote first is left out, with its seller. */
export async function insertAccounts(tx: Tx, marketplaceId: string, accounts: readonly ToldSeller[]): Promise<void> {
  await tx.query(
    `with claimed as (
       insert into seller.accounts (marketplace_id, external_id, seller_id)
       select $2, "externalId", "sellerId" from ${asked} order by "externalId"
       on conflict (marketplace_id, external_id) do nothing returning seller_id
     )
     insert into seller.sellers (id, name, seller_class, region_code, is_pkp, version)
     select "sellerId", name, "sellerClass", "regionCode", "isPkp", 1
     from ${asked} where "sellerId" in (select seller_id from claimed)`,
    [JSON.stringify(accounts), marketplaceId],
  );
}

/** Holds every seller that differs from what is asked, always in the same order, so that two callers never lock each other out. */
export async function lockChanged(tx: Tx, accounts: readonly ToldSeller[]): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `select s.id from seller.sellers s join ${asked} on s.id = "sellerId"
     where ${isChanged} order by s.id for update of s`,
    [JSON.stringify(accounts)],
  );
  return rows.map(({ id }) => id);
}

export async function updateChanged(tx: Tx, accounts: readonly ToldSeller[]): Promise<void> {
  await tx.query(
    `update seller.sellers s
     set name = asked.name, seller_class = asked."sellerClass", region_code = asked."regionCode",
         is_pkp = asked."isPkp", version = s.version + 1, xid = default, seq = default
     from ${asked} where s.id = "sellerId" and ${isChanged}`,
    [JSON.stringify(accounts)],
  );
}

export function selectSellers(reader: Reader, ids: readonly string[]): Promise<Seller[]> {
  return reader.query(`select ${columns} from seller.sellers where id = any($1) order by id`, [ids]);
}
