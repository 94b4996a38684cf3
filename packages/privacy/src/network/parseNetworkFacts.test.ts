import { factsWith } from '../__testUtils__/facts';
import { factsFileText } from './factsFile';
import { NetworkFactsError } from './NetworkFactsError';
import { parseNetworkFacts } from './parseNetworkFacts';

const json = (change: object) => JSON.stringify({ ...factsWith(), ...change });

describe('parseNetworkFacts', () => {
  it('reads what factsFileText writes', () => {
    const facts = factsWith();
    const read = parseNetworkFacts(factsFileText(facts));
    expect(factsFileText(read)).toBe(factsFileText(facts));
    expect(read.subnets).toEqual(facts.subnets);
  });

  it('accepts facts of which most were refused', () => {
    const { version, environment, accountId, region, at, resolved } =
      factsWith();
    const least = { version, environment, accountId, region, at, resolved };
    expect(parseNetworkFacts(JSON.stringify(least))).toEqual(least);
  });

  it('leaves out fields of a later version, also those that JavaScript knows', () => {
    const read = parseNetworkFacts(
      `${JSON.stringify(factsWith()).slice(
        0,
        -1,
      )}, "later": 1, "__proto__": { "vpc": 1 }, "toString": 2 }`,
    );
    expect(read).toEqual(factsWith());
    expect(
      parseNetworkFacts(JSON.stringify({ ...read, vpc: undefined })),
    ).not.toHaveProperty('vpc');
  });

  it.each([
    ['', /^The document is not valid JSON: .*\. Write the file again: /],
    [
      'not\njson',
      /^The document is not valid JSON: Unexpected token 'o'\. Write the file again: /,
    ],
    ['[]', /^The document: \[\] is not an object\./],
    ['null', /^The document: null is not an object\./],
    [json({ version: 2 }), /^version: 2 is not 1\./],
    [json({ version: undefined }), /^version: is missing\./],
    [
      json({ accountId: 111111111111 }),
      /^accountId: 111111111111 is not an account ID/,
    ],
    [json({ region: 'eu-central' }), /^region: "eu-central" is not a region\./],
    [json({ at: 'yesterday' }), /^at: "yesterday" is not a time such as/],
    [
      json({ at: '2026-13-01T00:00:00Z' }),
      /^at: "2026-13-01T00:00:00Z" is not a time/,
    ],
    // Without a time zone.
    [json({ at: '2026-11-28T12:00:00' }), /^at: /],
    [json({ vpc: { id: 'vpc-1' } }), /^vpc\.cidrs: is missing\./],
    [json({ vpc: null }), /^vpc: null is not an object\./],
    [json({ subnets: {} }), /^subnets: \{\} is not a list\./],
    [
      json({ subnets: [{ id: 'sub-1' }] }),
      /^subnets\[0\]\.id: "sub-1" is not an ID such as subnet-0a1b2c3d\./,
    ],
    [
      json({
        subnets: [{ ...factsWith().subnets![0], mapsPublicAddresses: 'false' }],
      }),
      /^subnets\[0\]\.mapsPublicAddresses: "false" is not true or false\./,
    ],
    [
      json({ routeTables: [{ id: 'rtb-1', routes: [{ destination: '' }] }] }),
      /^routeTables\[0\]\.routes\[0\]\.destination: "" is not a text\./,
    ],
    [
      json({ endpoints: [{ ...factsWith().endpoints![0], type: 'Other' }] }),
      /^endpoints\[0\]\.type: "Other" is not Interface or Gateway\./,
    ],
    [
      json({ securityGroups: [{ id: 'sg-1', ingress: [] }] }),
      /^securityGroups\[0\]\.egress: is missing\./,
    ],
    [
      json({ prefixLists: { s3: { id: 'x' } } }),
      /^prefixLists\.s3\.id: "x" is not an ID such as pl-/,
    ],
    [json({ resolved: { a: 1 } }), /^resolved\.a: 1 is not a text\./],
    [
      ' '.repeat(4_000_001),
      /^The document has 4000001 characters, more than 4000000\./,
    ],
  ])('refuses %.40s', (text, message) => {
    expect(() => parseNetworkFacts(text)).toThrow(message);
    expect(() => parseNetworkFacts(text)).toThrow(NetworkFactsError);
  });

  it('shows only the start of a long value', () => {
    expect(() => parseNetworkFacts(json({ region: 'x'.repeat(1000) }))).toThrow(
      /^region: "x{59}… is not a region\./,
    );
  });
});
