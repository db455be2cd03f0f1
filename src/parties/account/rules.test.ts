import fc from 'fast-check';
import { expect, test } from 'vitest';
import { admit, HUB, isOwnPath, normalise, roles, scopeOf } from './rules.ts';

const ratna = { personId: 'ratna', institutionId: 'sukamaju' };

test('a role for the whole institution reaches everywhere, one of a work unit stays there', () => {
  expect(admit([{ role: 'pp', workUnitId: null }], ratna)).toEqual({ ...ratna, roles: ['pp'], workUnitId: null });
  const inUnit = [{ role: 'pp', workUnitId: 'school' }];
  expect(admit(inUnit, { ...ratna, roles: ['pp', 'ppk'] })).toEqual({ ...ratna, roles: ['pp'], workUnitId: 'school' });
});

test('without a grant, or without the role, one stays out', () => {
  expect(() => admit([], ratna)).toThrow('account/not-your-institution');
  expect(() => admit([{ role: 'pp', workUnitId: null }], { ...ratna, roles: ['ppk'] })).toThrow(
    'account/not-your-role',
  );
  expect(() => admit([{ role: 'pp', workUnitId: null }], { ...ratna, roles: [] })).toThrow('account/not-your-role');
});

test('no role ever reaches further than its decree, whatever is held and asked', () => {
  const unit = fc.constantFrom(null, 'school', 'clinic');
  const held = fc.array(fc.record({ role: fc.constantFrom(...roles), workUnitId: unit }), { minLength: 1 });
  const wanted = fc.option(fc.uniqueArray(fc.constantFrom(...roles), { minLength: 1 }), { nil: undefined });
  fc.assert(
    fc.property(held, wanted, (grants, asked) => {
      const mayEnter = grants.some(({ role }) => !asked || asked.includes(role));
      if (!mayEnter) {
        expect(() => admit(grants, { ...ratna, roles: asked })).toThrow('account/not-your-role');
        return;
      }
      const actor = admit(grants, { ...ratna, roles: asked });
      const covers = (workUnitId: string | null) => workUnitId === null || workUnitId === actor.workUnitId;
      for (const role of actor.roles) {
        expect(grants.some((one) => one.role === role && covers(one.workUnitId))).toBe(true);
      }
      if (asked) expect(actor.roles.some((role) => asked.includes(role))).toBe(true);
    }),
  );
});

test('a role and its place belong together', () => {
  expect(scopeOf('pp', { institutionId: 'i' })).toEqual({ scope: 'institution', scopeId: 'i' });
  expect(scopeOf('seller', { sellerId: 's' })).toEqual({ scope: 'seller', scopeId: 's' });
  expect(scopeOf('partner', { marketplaceId: 'm' })).toEqual({ scope: 'marketplace', scopeId: 'm' });
  expect(scopeOf('steward', {})).toEqual({ scope: 'hub', scopeId: HUB });
  expect(() => scopeOf('pp', { sellerId: 's' })).toThrow('one institution');
  expect(() => scopeOf('seller', {})).toThrow('one seller');
  expect(() => scopeOf('steward', { institutionId: 'i' })).toThrow('one hub');
});

test.each(['0812 3456 7890', '+62 812-3456-7890', '6281234567890', '(0812) 3456.7890'])(
  'the telephone %s is one and the same',
  (phone) => {
    expect(normalise({ phone }).phone).toBe('+6281234567890');
  },
);

test('identifiers are brought to one spelling, and what cannot be one is refused', () => {
  expect(normalise({ nip: '19870412 201001 2 003', email: ' Ratna@Sukamaju.GO.ID ' })).toMatchObject({
    nip: '198704122010012003',
    email: 'ratna@sukamaju.go.id',
  });
  expect(() => normalise({ nip: '1987' })).toThrow('account/nip-shape');
  expect(() => normalise({ email: 'ratna' })).toThrow('account/email-shape');
  expect(() => normalise({ phone: '+1 202 555 0100' })).toThrow('account/phone-shape');
});

test.each(['/', '/offers', '/institutions/1/requests?state=placed#last', '/a//b', '/?to=https://elsewhere.example'])(
  '%s is a page of ours',
  (to) => {
    expect(isOwnPath(to)).toBe(true);
  },
);

test.each([
  ...['', 'offers', '//elsewhere.example', '///elsewhere.example', '/\\elsewhere.example', '\\\\elsewhere.example'],
  ...['https://elsewhere.example', 'javascript:alert(1)', '/\t/elsewhere.example', '/\n/elsewhere.example'],
  ...[' //elsewhere.example', '/\r\nset-cookie:a=b', '/a\\b', '/a b', `/${'long'.repeat(150)}`],
])('%j is not', (to) => {
  expect(isOwnPath(to)).toBe(false);
});

test('whatever counts as ours stays on this site when a browser follows it', () => {
  const pieces = fc.array(fc.constantFrom('/', '\\', '.', ':', '@', '?', '#', '\t', 'https', 'a.example'), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(pieces, (parts) => {
      const to = parts.join('');
      if (isOwnPath(to)) expect(new URL(to, 'https://hub.example/session/demo/pp').origin).toBe('https://hub.example');
    }),
    { numRuns: 2000 },
  );
});
