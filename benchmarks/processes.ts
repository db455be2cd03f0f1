import { readdirSync, readFileSync } from 'node:fs';

/** Processor time in milliseconds that processes used, by name. Linux alone keeps it where it can be read. */
export type ProcessorTime = Readonly<Record<string, number>>;

const TICK_MS = 10; // USER_HZ is 100 on every Linux that Node runs on

/** What the named processes and PostgreSQL's backends, by database, have used so far. */
export function processorTime(named: Readonly<Record<string, number>>, postmaster: number): ProcessorTime {
  const times: Record<string, number> = {};
  for (const [name, pid] of Object.entries(named)) times[name] = (times[name] ?? 0) + ownTime(pid);
  // What ended meanwhile counts for the postmaster, which waited for it.
  times['postgres itself'] = ownTime(postmaster) + waitedTime(postmaster);
  for (const pid of childrenOf(postmaster)) {
    const name = titleOf(pid);
    times[name] = (times[name] ?? 0) + ownTime(pid);
  }
  return times;
}

export function used(before: ProcessorTime, after: ProcessorTime): ProcessorTime {
  return Object.fromEntries(Object.entries(after).map(([name, ms]) => [name, ms - (before[name] ?? 0)]));
}

export const sumOf = (times: ProcessorTime): number => Object.values(times).reduce((sum, ms) => sum + ms, 0);

/** A backend's title names its role and database; the others say what they do. */
function titleOf(pid: number): string {
  try {
    const title = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    const database = /^postgres: \w+ (\w+) (?:\[local\]|[\d.]+\()/.exec(title)?.[1];
    return database ? `postgres for ${database.replace(/^sandbox_.*/, 'the marketplaces')}` : 'postgres itself';
  } catch {
    return 'postgres itself';
  }
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => Number(fieldsOf(pid)?.[1]) === parent);
}

function ownTime(pid: number): number {
  const fields = fieldsOf(pid);
  return fields ? (Number(fields[11]) + Number(fields[12])) * TICK_MS : 0;
}

/** Of children that ended and were waited for. */
function waitedTime(pid: number): number {
  const fields = fieldsOf(pid);
  return fields ? (Number(fields[13]) + Number(fields[14])) * TICK_MS : 0;
}

/** The fields of /proc/PID/stat that follow the command's name; the name itself may hold blanks. */
function fieldsOf(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined; // it ended while we looked
  }
}
