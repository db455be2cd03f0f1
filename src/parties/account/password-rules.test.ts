import { expect, test } from 'vitest';
import { passwordFault } from './password-rules.ts';
import { identityOf } from './rules.ts';

const about = ['Sri Handayani', 'Handayani', 'sri.handayani@contoh.go.id', 'sri.handayani', '198909082015032006'];

test.each([
  ['rahasia123', 'too-short'],
  ['12345678901', 'too-short'],
  ['123456789012', 'too-simple'],
  ['abcdefghijklm', 'too-simple'],
  ['aaaaaaaaaaaaaaaa', 'too-simple'],
  ['abababababab', 'too-simple'],
  ['Indonesia2026!', 'too-common'],
  ['P4ssw0rdP4ssw0rd', 'too-common'],
  ['bismillah12345', 'too-common'],
  ['qwertyuiopasdfghjkl', 'too-common'],
  ['kucing7kucing7', 'too-common'],
  ['Sri.Handayani1989', 'about-you'],
  ['198909082015032006', 'about-you'],
] as const)('%s is refused as %s', (password, fault) => {
  expect(passwordFault(password, about)).toBe(fault);
});

test.each(['tiga becak lewat pagi', 'hujanturundiladang', 'K9#vv2!mQx7p', 'ᮓᮢᮥᮀ᮪ᮕᮞᮁᮘᮛᮥᮓᮤᮊᮧᮒ', 'handayani menanam jagung'])(
  '%s is good: length is what counts',
  (password) => {
    expect(passwordFault(password, about)).toBeUndefined();
  },
);

test('one field takes an e-mail, a NIP or a telephone', () => {
  expect(identityOf(' Sri@Contoh.go.id ')).toEqual({ email: 'Sri@Contoh.go.id' });
  expect(identityOf('19890908 201503 2 006')).toEqual({ nip: '19890908 201503 2 006' });
  expect(identityOf('0812 3456 7890')).toEqual({ phone: '0812 3456 7890' });
});
