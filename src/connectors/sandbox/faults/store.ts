import type { Reader, Tx } from '../../../platform/database.ts';
import type { FaultAsk } from '../mapping.ts';

export interface Fault {
  readonly kind: FaultAsk['kind'];
  readonly ms: number;
  readonly externalId: string | null;
}

interface NewFault extends Fault {
  readonly operation: string | null;
  readonly times: number;
}

export async function insertFault(tx: Tx, { kind, operation, externalId, ms, times }: NewFault): Promise<void> {
  await tx.query(
    `insert into sandbox.faults (kind, operation, external_id, ms, remaining) values ($1, $2, $3, $4, $5)`,
    [kind, operation, externalId, ms, times],
  );
}

/** The faults that strike this call, each used up by one. */
export function useFaults(reader: Reader, operation: string): Promise<Fault[]> {
  return reader.query(
    `update sandbox.faults set remaining = remaining - 1
     where remaining > 0 and coalesce(operation, $1) = $1 returning kind, ms, external_id as "externalId"`,
    [operation],
  );
}

export async function areLeft(reader: Reader): Promise<boolean> {
  const rows = await reader.query(`select from sandbox.faults where remaining > 0 limit 1`);
  return rows.length > 0;
}

/** The faults told to strike nudges; those for whatever is called next are about calls. */
export function useNudgeFaults(reader: Reader): Promise<Fault[]> {
  return reader.query(
    `update sandbox.faults set remaining = remaining - 1
     where remaining > 0 and operation = 'nudge' returning kind, ms, external_id as "externalId"`,
  );
}

export async function endFaults(tx: Tx): Promise<void> {
  await tx.query(`update sandbox.faults set remaining = 0 where remaining > 0`);
}
