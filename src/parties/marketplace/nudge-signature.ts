import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Instant } from '../../values/instant.ts';
import type { SignedHeaders } from './rules.ts';

/** Standard Webhooks, symmetric (`v1`): HMAC-SHA256 over `id.timestamp.body`, under a secret `whsec_` + base64. */

const SECRET = /^whsec_([A-Za-z0-9+/]+={0,2})$/;

/** Whether the secret is written as the standard says and long enough: 24 to 64 bytes. */
export function isNudgeSecret(secret: string): boolean {
  const bytes = keyOf(secret)?.length ?? 0;
  return bytes >= 24 && bytes <= 64;
}

function keyOf(secret: string): Buffer | undefined {
  const [, base64] = SECRET.exec(secret) ?? [];
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64');
}

interface Unsigned {
  readonly secret: string;
  /** The same at every attempt. */
  readonly id: string;
  /** The moment of this attempt. */
  readonly at: Instant;
  readonly body: string;
}

/** The headers of one attempt to send a nudge. */
export function signNudge({ secret, id, at, body }: Unsigned): SignedHeaders {
  const key = keyOf(secret);
  if (!key) throw new Error('a nudge is signed by a secret that begins with whsec_');
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signature = `v1,${digest(key, id, timestamp, Buffer.from(body)).toString('base64')}`;
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
}

/**
 * Whether one of the signatures is made by this secret over exactly these bytes. A sender that changes its secret signs
 * by the old and the new one, so there may be several.
 */
export function isSignedBy(secret: string, headers: SignedHeaders, body: Uint8Array): boolean {
  const key = keyOf(secret);
  if (!key) return false;
  const expected = digest(key, headers['webhook-id'], headers['webhook-timestamp'], body);
  return headers['webhook-signature'].split(' ').some((one) => {
    const [version, signature = ''] = one.split(',');
    const shown = Buffer.from(signature, 'base64');
    return version === 'v1' && shown.length === expected.length && timingSafeEqual(shown, expected);
  });
}

function digest(key: Buffer, id: string, timestamp: string, body: Uint8Array): Buffer {
  return createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
}
