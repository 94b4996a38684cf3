import { factsWith } from '../__testUtils__/facts';
import {
  existingFunction,
  gateway,
  interfaceEndpoint,
  lambda,
  vpc,
} from '../__testUtils__/ownVpc';
import { ruleCases } from '../__testUtils__/ruleCases';
import { runRule } from '../__testUtils__/runRule';
import type { NetworkFacts } from '../network/NetworkFacts';

const secondTable = `
  Second: { Type: AWS::EC2::RouteTable, Properties: { VpcId: !Ref Vpc } }
  C: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc } }
  ToC: { Type: AWS::EC2::SubnetRouteTableAssociation, Properties: { SubnetId: !Ref C, RouteTableId: !GetAtt Second.RouteTableId } }
`;
const inThree = lambda({ subnets: '[!Ref A, !Ref B, !Ref C]' });

ruleCases('PS21', {
  proven: [
    ['the table of the subnets', vpc() + lambda() + gateway('dynamodb')],
    [
      'two tables',
      vpc({ more: secondTable }) +
        inThree +
        gateway('dynamodb', { tables: '[!Ref Table, !Ref Second]' }),
    ],
    [
      'a table of a subnet without functions is left out',
      vpc({ more: secondTable }) + lambda() + gateway('s3'),
    ],
    [
      'the default type',
      `${vpc()}${lambda()}
  Gateway: { Type: AWS::EC2::VPCEndpoint, Properties: { ServiceName: com.amazonaws.eu-central-1.s3, VpcId: !Ref Vpc, RouteTableIds: [!Ref Table] } }`,
    ],
  ],
  violated: [
    ['no tables', vpc() + lambda() + gateway('s3', { tables: '[]' })],
    [
      'another table',
      vpc({ more: secondTable }) +
        lambda() +
        gateway('s3', { tables: '[!Ref Second]' }),
    ],
    ['one of two tables', vpc({ more: secondTable }) + inThree + gateway('s3')],
    [
      'a subnet with the main table of its VPC',
      vpc({
        more: '  C: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc } }\n',
      }) +
        inThree +
        gateway('s3'),
    ],
    [
      'a service that the function does not call, too',
      vpc() +
        lambda({ actions: 'logs:PutLogEvents' }) +
        gateway('s3', { tables: '[]' }),
    ],
  ],
  unproven: [
    [
      'a table that a subnet has under a condition only',
      (vpc() + lambda() + gateway('s3')).replace(
        'ToA: {',
        'ToA: { Condition: Open,',
      ),
    ],
    [
      'a table of a parameter',
      vpc() + lambda() + gateway('s3', { tables: '[!Ref Anything]' }),
    ],
    [
      'an endpoint whose VPC is not known',
      vpc() + lambda() + gateway('s3', { vpcId: '!Ref AnyVpc' }),
    ],
    [
      'tables without a value',
      vpc() + lambda() + gateway('s3', { tables: '!Ref Anythings' }),
    ],
    [
      'a table under a condition',
      vpc() +
        lambda() +
        gateway('s3', {
          tables: '[!If [Open, !Ref Table, !Ref AWS::NoValue]]',
        }),
    ],
    [
      'subnets without a value',
      vpc() + lambda({ subnets: '!Ref Anythings' }) + gateway('s3'),
    ],
    [
      'an existing network without facts',
      existingFunction('s3:GetObject') +
        gateway('s3', { vpcId: 'vpc-1', tables: '[rtb-1]' }),
    ],
  ],
});

const existing = (routeTableIds: string[]): NetworkFacts =>
  factsWith(({ endpoints }) =>
    endpoints.push({
      id: 'vpce-s3',
      service: 'com.amazonaws.eu-central-1.s3',
      type: 'Gateway',
      privateDns: false,
      subnetIds: [],
      routeTableIds,
      securityGroupIds: [],
    }),
  );

ruleCases(
  'PS21',
  {
    proven: [
      ['an existing endpoint', existingFunction('s3:GetObject')],
      [
        'a new endpoint with the existing table',
        existingFunction('dynamodb:GetItem') +
          gateway('dynamodb', { vpcId: 'vpc-1', tables: '[rtb-1]' }),
      ],
    ],
    violated: [
      [
        'an existing endpoint without the table of a subnet',
        existingFunction('s3:GetObject', { subnets: '[subnet-1, subnet-3]' }),
      ],
      [
        'a new endpoint with another table',
        existingFunction('dynamodb:GetItem') +
          gateway('dynamodb', { vpcId: 'vpc-1', tables: '[rtb-main]' }),
      ],
    ],
    unproven: [
      [
        'a subnet that the facts do not have',
        existingFunction('s3:GetObject', { subnets: '[subnet-1, subnet-9]' }),
      ],
    ],
  },
  existing(['rtb-1']),
);

it('does not apply to an existing endpoint that no function uses', () => {
  const statusOf = (actions: string, more = '') =>
    runRule('PS21', existingFunction(actions) + more, {
      networkFacts: existing([]),
    }).status;
  expect(statusOf('logs:PutLogEvents')).toBe('not-applicable');
  // The interface endpoint serves it.
  expect(
    statusOf('s3:GetObject', interfaceEndpoint('s3', { vpcId: 'vpc-1' })),
  ).toBe('not-applicable');
  expect(statusOf('s3:GetObject')).toBe('violated');
});
