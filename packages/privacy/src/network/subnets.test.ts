import { existingFunction } from '../__testUtils__/ownVpc';
import { runRule } from '../__testUtils__/runRule';
import {
  networkCases,
  newSubnet,
  service,
  without,
} from '../__testUtils__/networkCases';

networkCases('PS05', [
  ['proven', 'no public addresses', service()],
  [
    'violated',
    'public addresses',
    service(),
    ({ subnets }) => {
      subnets[1].mapsPublicAddresses = true;
    },
  ],
  [
    'proven',
    'public addresses in a subnet that is not used',
    service(),
    ({ subnets }) => {
      subnets[2].mapsPublicAddresses = true;
    },
  ],
  ['unproven', 'another subnet', service({ subnets: '[subnet-1, subnet-9]' })],
  [
    'unproven',
    'a parameter without a value',
    service({ subnets: '!Ref Anythings' }),
  ],
]);

networkCases('PS17', [
  ['proven', 'two zones', service()],
  [
    'proven',
    'two zones of three subnets',
    service({ subnets: '[subnet-1, subnet-2, subnet-3]' }),
  ],
  [
    'violated',
    'two subnets of one zone',
    service({ subnets: '[subnet-1, subnet-3]' }),
  ],
  ['violated', 'one subnet', service({ subnets: '[subnet-1]' })],
  ['unproven', 'another subnet', service({ subnets: '[subnet-1, subnet-9]' })],
  ['unproven', 'subnets that were not read', service(), without('subnets')],
  [
    'unproven',
    'a subnet of a custom resource',
    service({
      subnets: '[subnet-1, !GetAtt Lookup.Subnet]',
      more: '  Lookup: { Type: Custom::Lookup }',
    }),
  ],
  [
    'proven',
    'an existing and a new subnet',
    service({ subnets: '[subnet-1, !Ref Subnet]', more: newSubnet() }),
  ],
]);

it.each([
  ['a list parameter', '!Ref Anythings'],
  ['a branch', '!If [Open, !Ref Anythings, !Ref Anythings]'],
  ['a split text', "!Split [',', !Join [',', !Ref Anythings]]"],
])('subnets of %s are in use', (_name, subnets) => {
  const parameters = { Anythings: 'subnet-1,subnet-2' };
  const resources = existingFunction('sqs:SendMessage', { subnets });
  for (const rule of ['PS01', 'PS04', 'PS05']) {
    expect(runRule(rule, resources, { parameters }).status).toBe('unproven');
  }
});
