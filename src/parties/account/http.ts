import { Hono } from 'hono';
import type { Database } from '../../platform/database.ts';
import type { Vault } from '../../platform/vault.ts';
import type { WebEnv } from '../../platform/web.tsx';
import type { Clock } from '../../values/instant.ts';

interface Deps {
  readonly database: Database;
  readonly vault: Vault;
  readonly clock: Clock;
  /** Lets everybody try the hub as one of the demo people. */
  readonly demo: boolean;
  /** Whether browsers reach us by HTTPS, so that the cookie may be bound to it. */
  readonly secure: boolean;
}

export function accountRoutes(_: Deps): Hono<WebEnv> {
  return new Hono<WebEnv>();
}
