import { Problem } from '../values/problem.ts';

/** What machines do to copies in the making, said in a sentence; anything else is a bug and passes. */
export async function sayingWhy<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw translated(error);
  }
}

function translated(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof Problem) return error;
  const { code = '', path = '' } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === '53100') return new Problem('unavailable', 'backup/no-space');
  if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR'].includes(code)) {
    return new Problem('invalid', 'backup/no-access', { path });
  }
  // PostgreSQL's own words for "shutting down", and what a client sees of a server that is gone.
  const isGone = ['57P01', '57P02', '57P03', 'ECONNRESET', 'ECONNREFUSED', 'EPIPE'].includes(code);
  if (isGone || /^Connection terminated|^Client has encountered/.test(error.message)) {
    return new Problem('unavailable', 'backup/database-stopped');
  }
  return error;
}
