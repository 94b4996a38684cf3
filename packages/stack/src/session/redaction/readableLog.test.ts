import {
  readableLogCases,
  secret,
  secretLogCases,
} from './__testUtils__/logCases';
import { readableLines, withoutSecrets } from './readableLog';

describe('withoutSecrets', () => {
  const cases = secretLogCases.map(
    ([kind, message, hidden, kept = '']): [string, string, string, string] => [
      kind,
      message,
      hidden,
      kept,
    ],
  );

  it.each(cases)('hides a secret: %s', (_, message, hidden, kept) => {
    const shown = withoutSecrets(message);
    expect(message).toContain(hidden);
    expect(shown).not.toContain(hidden);
    expect(shown).toContain(kept);
  });

  it.each(cases)('hides a secret in JSON: %s', (_, message, hidden) => {
    const wrapped = JSON.stringify({ level: 'error', message });
    expect(withoutSecrets(wrapped)).not.toContain(hidden);
    expect(withoutSecrets(`ERROR ${wrapped}`)).not.toContain(hidden);
  });

  it.each(readableLogCases)('leaves a text unchanged: %s', message => {
    expect(withoutSecrets(message)).toBe(message);
  });

  it.each(readableLogCases)('leaves JSON unchanged: %s', message => {
    const wrapped = JSON.stringify({ level: 'error', message });
    expect(withoutSecrets(wrapped)).toBe(wrapped);
  });

  it('hides only the value in a sentence about authorization', () => {
    expect(
      withoutSecrets('authorization: the role lacks the right kms:Decrypt'),
    ).toContain('lacks the right kms:Decrypt');
  });

  it.each([
    'a',
    'x_token_',
    '\\',
    '[{',
    'http://',
    'http://a:',
    'http://a:b@',
    'token',
    'token=',
    'password: "',
    '\\"pwd\\":\\"',
    'eyJhbGci-',
    'eyJhbGci.',
    'AKIAIOSFODNN7EXAMPLE',
    '-----BEGIN PRIVATE KEY-----',
    'Password=a;',
    'cookie: ',
    '<token>',
    ' /a?',
    'Name: "pwd", ',
    'mysql -',
    'a:',
    '//a:',
    'sk-a',
    '<a key="pwd" ',
    'password%3A%',
    'token for ',
    'identified with a ',
    ' ',
  ])('shortens a line of a million characters of %j', part => {
    const length = 1_000_000;
    const message = part.repeat(Math.ceil(length / part.length));
    const shown = withoutSecrets(message);
    expect(shown.length).toBeLessThan(100_000);
  });
});

describe('readableLines', () => {
  const key = ['MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw', `gg${secret}`, 'AQ=='];

  it('hides a private key that was logged with one message for each line', () => {
    const begin = '-----BEGIN PRIVATE KEY-----';
    const end = '-----END PRIVATE KEY-----';
    expect(
      readableLines(['reading', begin, ...key, end, 'no such host']),
    ).toEqual(['reading', '****', 'no such host']);
    expect(readableLines([begin, ...key, 'no such host'])).toEqual([
      '****',
      'no such host',
    ]);
  });

  it('hides the end of a private key whose beginning is not in the log', () => {
    const line =
      `MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj${secret}EAAoIBAQC7VJTUt9Us`.slice(
        0,
        64,
      );
    expect(
      readableLines([line, '-----END PRIVATE KEY-----', 'no such host']),
    ).toEqual(['****', '-----END PRIVATE KEY-----', 'no such host']);
  });

  it('splits messages into lines', () => {
    expect(readableLines(['a\nb', 'pwd=x\rc'])).toEqual([
      'a',
      'b',
      'pwd=****',
      'c',
    ]);
  });
});
