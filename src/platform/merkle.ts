import { createHash } from 'node:crypto';

/** A hash beside the way from a leaf to the root, and on which side it stands. */
export interface Neighbour {
  readonly side: 'left' | 'right';
  readonly hash: string;
}

/** The root of a Merkle tree over these texts, in hexadecimal, as RFC 6962 (2.1) builds it. */
export function merkleRoot(leaves: readonly string[]): string {
  return treeHash(leaves.map(leafHash)).toString('hex');
}

/** What leads from one leaf up to the root (RFC 6962, 2.1.1), the nearest first. */
export function merklePath(leaves: readonly string[], index: number): Neighbour[] {
  return pathIn(leaves.map(leafHash), index);
}

/** The root that a leaf and its path lead to: whoever knows the root sees whether the leaf is in it. */
export function rootOf(leaf: string, path: readonly Neighbour[]): string {
  const climb = (below: Buffer, { side, hash }: Neighbour) => {
    const beside = Buffer.from(hash, 'hex');
    return side === 'left' ? nodeHash(beside, below) : nodeHash(below, beside);
  };
  return path.reduce(climb, leafHash(leaf)).toString('hex');
}

const digest = (...parts: readonly Buffer[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
// Different first bytes, so that a node can never be shown as a leaf.
const leafHash = (text: string): Buffer => digest(Buffer.of(0), Buffer.from(text));
const nodeHash = (left: Buffer, right: Buffer): Buffer => digest(Buffer.of(1), left, right);

function treeHash(hashes: readonly Buffer[]): Buffer {
  const [only] = hashes;
  if (only === undefined) return digest();
  if (hashes.length === 1) return only;
  const half = halfOf(hashes.length);
  return nodeHash(treeHash(hashes.slice(0, half)), treeHash(hashes.slice(half)));
}

function pathIn(hashes: readonly Buffer[], index: number): Neighbour[] {
  if (hashes.length <= 1) return [];
  const half = halfOf(hashes.length);
  const [left, right] = [hashes.slice(0, half), hashes.slice(half)];
  return index < half
    ? [...pathIn(left, index), { side: 'right', hash: treeHash(right).toString('hex') }]
    : [...pathIn(right, index - half), { side: 'left', hash: treeHash(left).toString('hex') }];
}

/** The largest power of two below the count. */
function halfOf(count: number): number {
  let half = 1;
  while (half * 2 < count) half *= 2;
  return half;
}
