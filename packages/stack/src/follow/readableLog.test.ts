import { inspect } from 'node:util';
import { withoutSecrets } from './readableLog';

const json = JSON.stringify;

describe('withoutSecrets', () => {
  it.each([
    'password=hunter2',
    'DB_PASSWORD: "hunter2"',
    "apiKey = 'hunter2'",
    'my_api_key_x: hunter2',
    'AWS_SECRET_ACCESS_KEY = hunter2',
    'Authorization: Bearer hunter2.payload',
    'authorization=hunter2',
    'called with Bearer hunter2.pay-load',
    'AWS4-HMAC-SHA256 Credential=hunter2/x, Signature=hunter2',
    `{"authorization":"Bearer hunter2"}`,
    json({ message: json({ Password: 'hunter2' }) }),
    `level=info ${json({ message: json({ Password: 'hunter2' }) })} and more`,
    json([{ Name: 'DB_PASSWORD', Value: 'hunter2' }]),
    `[INFO]\t2026\tid\t${json([{ Name: 'DB_PASSWORD', Value: 'hunter2' }])}`,
    json([{ Name: 'DB_PASSWORD', Value: 'hunter2' }], undefined, 2),
    `said ${inspect([{ Name: 'DB_PASSWORD', Value: 'hunter2' }])}, and more`,
    `${inspect({ tokens: ['a'.repeat(60), 'hunter2'.padEnd(60)] })} more`,
    'tokens: ["a","hunter2"]',
    `INFO database secret: ${json({ username: 'admin', pass: 'hunter2' })}`,
    '{"cut": "\\"secret\\": \\"hunter2\\"", "tokens": ["a", "hunter2"], ',
    'x {"password": "a \\"b hunter2", "y": ',
    'PUT https://bucket.s3.amazonaws.com/key?X-Amz-Signature=hunter2&x=1',
  ])('hides the secret of %s', message => {
    expect(withoutSecrets(message)).not.toContain('hunter2');
  });

  it.each([
    'Basic authentication failed because the role may not decrypt',
    'a basic network problem',
    'the target group has no room',
    '{"level":"error","message":"no room","ids":[1,2]}',
    'Error: [object] is not iterable {',
  ])('leaves %s as it is', message => {
    expect(withoutSecrets(message)).toBe(message);
  });

  it('leaves most of a sentence about authorization', () => {
    expect(
      withoutSecrets('authorization: the role lacks the right kms:Decrypt'),
    ).toContain('lacks the right kms:Decrypt');
  });

  it.each([
    'a'.repeat(100_000),
    'x_token_'.repeat(10_000),
    '\\'.repeat(100_000),
    '[{'.repeat(50_000),
    'http://'.repeat(10_000),
    'token'.repeat(20_000),
  ])('is done with a dump at once, and cuts it (case %#)', message => {
    // Expressions that go back and forth would take minutes: the test would run out of time.
    expect(withoutSecrets(message).length).toBeLessThan(10_000);
  });
});
