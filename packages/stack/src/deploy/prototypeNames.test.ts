import { World } from '../__testUtils__/world';
import { destroyStack } from '../destroy/destroyStack';
import { detectDrift } from '../drift/detectDrift';
import { deployStack } from './deployStack';

const template = (retention: number) => `
Parameters:
  hasOwnProperty: { Type: String, NoEcho: yes }
  N: { Type: String, Default: n }
Resources:
  constructor:
    Type: AWS::Logs::LogGroup
    Properties:
      LogGroupName: !Sub '/\${N}/valueOf'
      RetentionInDays: ${retention}
      Tags: [{ Key: __proto__, Value: toString }, { Key: secret, Value: !Ref hasOwnProperty }]
  toString: { Type: AWS::Logs::LogGroup, DependsOn: constructor }
Outputs:
  valueOf: { Value: !Ref constructor }
`;

it('deploys, updates, compares and destroys a stack whose names are those of object prototypes', async () => {
  const world = await World.start();
  try {
    const deploy = (body: string, parameters: Record<string, string>) =>
      deployStack({ ...world.deploy(body), parameters });
    const created = await deploy(template(1), { hasOwnProperty: 'swordfish' });
    expect(created).toMatchObject({
      status: 'CREATE_COMPLETE',
      outputs: { valueOf: '/n/valueOf' },
    });
    expect(Object.keys(created.outputs)).toEqual(['valueOf']);

    // The NoEcho parameter keeps its value.
    const updated = await deploy(template(3), {});
    expect(updated.status).toBe('UPDATE_COMPLETE');
    expect(updated.changes.map(({ logicalId }) => logicalId)).toEqual([
      'constructor',
    ]);
    expect(JSON.stringify(updated)).not.toContain('swordfish');

    const stack = {
      cloudFormation: world.cloudFormation,
      stackName: 'orders',
      poll: { minMs: 20, maxMs: 50, callsPerSecond: 1000 },
    };
    const drift = await detectDrift(stack);
    expect(drift.resources.map(({ logicalId }) => logicalId).sort()).toEqual([
      'constructor',
      'toString',
    ]);
    const destroyed = await destroyStack({ ...stack, s3: world.s3 });
    expect(destroyed.status).toBe('DELETE_COMPLETE');
  } finally {
    await world.close();
  }
});
