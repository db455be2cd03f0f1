import { recordAudit } from '../../platform/audit.ts';
import type { Database, Tx } from '../../platform/database.ts';
import type { Subscriber } from '../../platform/dispatcher.ts';
import { languages, translator } from '../../platform/i18n.ts';
import { newId } from '../../platform/id.ts';
import type { Mailer } from '../../platform/mail.ts';
import { finish, type Message, publish } from '../../platform/outbox.ts';
import type { Vault } from '../../platform/vault.ts';
import type { Clock, Instant } from '../../values/instant.ts';
import { soughtBy } from './passwords.ts';
import { HUB } from './rules.ts';
import * as store from './store.ts';
import { keepLink } from './tokens.ts';

const RESET_MINUTES = 60;

interface Asking {
  readonly identifier: string;
  readonly language: string;
  readonly at: Instant;
}

/**
 * Whether anybody has this name is looked up later, by the outbox: the answer, and the time it takes, are the same.
 * Only the keyed index travels, never what was written.
 */
export async function askForReset(tx: Tx, vault: Vault, { identifier, language, at }: Asking): Promise<void> {
  const { nipIndex = null, emailIndex = null, phoneIndex = null } = soughtBy(vault, identifier) ?? {};
  const payload = { nipIndex, emailIndex, phoneIndex, language };
  await publish(tx, { tenantId: HUB, at, event: 'password.forgotten', subject: newId(at), version: 1, payload });
}

interface Parts {
  readonly database: Database;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly baseUrl: string;
  /** Without one nothing is sent, and nobody was promised anything. */
  readonly mailer: Mailer | undefined;
}

/** What the account room does between requests. */
export function accountSubscribers(parts: Parts): Readonly<Record<string, Subscriber>> {
  return {
    'password.forgotten': async (messages) => {
      for (const message of messages) {
        await parts.database.transaction(async (tx) => {
          await mailReset(tx, parts, message);
          await finish(tx, [message]);
        });
      }
    },
  };
}

interface Sought {
  readonly nipIndex: string | null;
  readonly emailIndex: string | null;
  readonly phoneIndex: string | null;
  readonly language: string;
}

async function mailReset(tx: Tx, { vault, clock, baseUrl, mailer }: Parts, message: Message): Promise<void> {
  const { language: wanted, ...sought }: Sought = JSON.parse(message.payload ?? '{}');
  const by = (index: string | null) => index ?? undefined;
  const indexes = {
    nipIndex: by(sought.nipIndex),
    emailIndex: by(sought.emailIndex),
    phoneIndex: by(sought.phoneIndex),
  };
  const personId = await store.selectPersonBy(tx, indexes);
  const person = personId === undefined ? undefined : await store.selectSealedIdentity(tx, personId);
  if (!mailer || !personId || !person?.email) return;
  const [to, name] = await vault.openAll([
    { personId, bytes: person.email },
    { personId, bytes: person.name },
  ]);
  if (to === undefined || name === undefined) return;
  const at = clock();
  const expiresAt = new Date(at.getTime() + RESET_MINUTES * 60_000);
  const token = await keepLink(tx, { personId, by: personId, at, expiresAt, purpose: 'reset' });
  await recordAudit(tx, {
    tenantId: HUB,
    at,
    by: personId,
    action: 'password.forgotten',
    subject: personId,
    content: {},
  });
  const language = languages.find((one) => one === wanted) ?? 'id';
  const t = translator(language);
  const link = `${baseUrl}/session/reset/${token}?lang=${language}`;
  await mailer.send(
    tx,
    { personId, to, link, subject: t('account.mail-reset'), text: t('account.mail-reset-text', { name }) },
    at,
  );
}
