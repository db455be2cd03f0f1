import type { Instant } from '../values/instant.ts';
import type { Reader, Tx } from './database.ts';
import { newId } from './id.ts';
import type { Vault } from './vault.ts';

export interface Mail {
  /** Whom it is for: an erasure makes it unreadable. */
  readonly personId: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** Where it leads, on a line of its own. */
  readonly link: string;
}

/** The port to the post. It takes mail in the caller's transaction, so that nothing is sent about what never happened. */
export interface Mailer {
  send(tx: Tx, mail: Mail, at: Instant): Promise<void>;
}

const KEPT_DAYS = 7;

/** Sends nothing anywhere: mail lies in a table, and the page `/mail` shows it. */
export function simulatedMailer(vault: Vault): Mailer {
  return {
    async send(tx, { personId, ...letter }, at) {
      const content = await vault.seal(personId, JSON.stringify(letter));
      const row = [newId(at), personId, at, content];
      await tx.query(`insert into platform.mails (id, person_id, at, content) values ($1, $2, $3, $4)`, row);
    },
  };
}

export interface KeptMail extends Mail {
  readonly id: string;
  readonly at: Instant;
}

/** The newest mail first; what was for the erased is left out. */
export async function keptMails(reader: Reader, vault: Vault): Promise<KeptMail[]> {
  const rows = await reader.query<{ id: string; personId: string; at: Instant; content: Buffer }>(
    `select id, person_id as "personId", at, content from platform.mails order by at desc, id desc limit 50`,
  );
  const opened = await vault.openAll(rows.map(({ personId, content: bytes }) => ({ personId, bytes })));
  return rows.flatMap(({ id, personId, at }, place) => {
    const text = opened[place];
    return text === undefined ? [] : [{ ...(JSON.parse(text) as Omit<Mail, 'personId'>), id, personId, at }];
  });
}

/** Takes simulated mail away after a week. */
export async function sweepMails(reader: Reader, at: Instant): Promise<void> {
  const before = new Date(at.getTime() - KEPT_DAYS * 86_400_000);
  await reader.query(`delete from platform.mails where at < $1`, [before]);
}
