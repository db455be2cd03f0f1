import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isNudgeSecret, isSignedBy, signNudge } from './nudge-signature.ts';
import { isRecent } from './rules.ts';

// The vector that the standard's own JavaScript library is tested by (standard-webhooks, MIT).
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const at = new Date(1_614_265_330_000);
const body = '{"test": 2432232314}';
const headers = signNudge({ secret, id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at, body });
const bytes = (text: string) => new TextEncoder().encode(text);

test('a nudge is signed as the standard signs it', () => {
  expect(headers).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
  expect(isSignedBy(secret, headers, bytes(body))).toBe(true);
});

test('while a secret is changed, one of several signatures is enough, and unknown versions count for nothing', () => {
  const own = headers['webhook-signature'];
  const shows = (signature: string) => isSignedBy(secret, { ...headers, 'webhook-signature': signature }, bytes(body));
  expect(shows(`v1,${'A'.repeat(43)}= ${own}`)).toBe(true);
  expect(shows(`v1a,AAAA ${own}`)).toBe(true);
  for (const none of [
    '',
    ' ',
    'v1',
    'v1,',
    'v1,AAAA',
    own.replace('v1,', 'v2,'),
    own.slice(3),
    `${own.slice(0, -6)}=`,
  ]) {
    expect(shows(none), none).toBe(false);
  }
});

test('whatever is altered, the signature does not hold', () => {
  const text = fc.string({ minLength: 1 });
  fc.assert(
    fc.property(fc.constantFrom('body', 'webhook-id', 'webhook-timestamp'), text, (what, other) => {
      const before = { ...headers, body };
      const after = { ...before, [what]: other };
      const isSame = after[what] === before[what];
      expect(isSignedBy(secret, after, bytes(after.body))).toBe(isSame);
    }),
  );
  expect(isSignedBy(`whsec_${Buffer.alloc(24).toString('base64')}`, headers, bytes(body))).toBe(false);
});

test.each([
  ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', true],
  [`whsec_${Buffer.alloc(64).toString('base64')}`, true],
  [`whsec_${Buffer.alloc(65).toString('base64')}`, false],
  [`whsec_${Buffer.alloc(23).toString('base64')}`, false],
  ['MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', false],
  ['whsec_', false],
  ['', false],
])('%s is a secret: %s', (text, good) => {
  expect(isNudgeSecret(text)).toBe(good);
});

test.each([
  [0, true],
  [300, true],
  [-300, true],
  [301, false],
  [-301, false],
])('a nudge that is %i seconds away from now is recent: %s', (seconds, recent) => {
  expect(isRecent(String(1_614_265_330 + seconds), at)).toBe(recent);
});
