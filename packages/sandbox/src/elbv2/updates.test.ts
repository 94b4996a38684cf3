import {
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackResourceDriftsCommand,
  DetectStackDriftCommand,
} from '@aws-sdk/client-cloudformation';
import {
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  call,
  Harness,
  resolve4,
  startHarness,
} from '../__testUtils__/harness';
import {
  addCertificate,
  balancer,
  deploy,
  elbClient,
  host,
  network,
  outputs,
} from './__testUtils__/template';

let harness: Harness;
let client: ElasticLoadBalancingV2Client;
let made: Record<string, string>;
let resources: Record<string, any>;
const update = (change: (resources: Record<string, any>) => void) => {
  change(resources);
  return deploy(
    harness,
    'orders',
    { Resources: resources, Outputs: outputs },
    'UPDATE',
  );
};

beforeAll(async () => {
  harness = await startHarness();
  client = elbClient(harness);
  resources = { ...network(), ...balancer(addCertificate(harness)) };
  ({ outputs: made } = await deploy(harness, 'orders', {
    Resources: resources,
    Outputs: outputs,
  }));
});
afterAll(async () => {
  client.destroy();
  await harness.close();
});

const answer = (path: string) =>
  resolve4(harness, made.Name).then(([address]) =>
    call(harness, `https://${host}${path}`, { address }),
  );

describe('an update of a load balancer', () => {
  it('adds a subnet and another group: it gets an address there, and keeps its name and the others', async () => {
    const before = await resolve4(harness, made.Name);
    const { failure, outputs: after } = await update(r => {
      r.SubnetC = {
        Type: 'AWS::EC2::Subnet',
        Properties: {
          VpcId: { Ref: 'Vpc' },
          CidrBlock: '10.0.2.0/24',
          AvailabilityZone: 'eu-central-1c',
        },
      };
      r.SecondGroup = {
        ...r.AlbSecurityGroup,
        Properties: { ...r.AlbSecurityGroup.Properties },
      };
      r.LoadBalancer.Properties.Subnets.push({ Ref: 'SubnetC' });
      r.LoadBalancer.Properties.SecurityGroups.push({ Ref: 'SecondGroup' });
    });
    expect([failure, after]).toEqual([undefined, made]);
    expect((await resolve4(harness, made.Name)).sort()).toEqual(
      [...before, '10.0.2.4'].sort(),
    );
    const { LoadBalancers } = await client.send(
      new DescribeLoadBalancersCommand({}),
    );
    expect(LoadBalancers![0].SecurityGroups).toHaveLength(2);
    expect(LoadBalancers![0].AvailabilityZones).toHaveLength(3);
  });

  it('removes a subnet', async () => {
    const { failure } = await update(r => {
      r.LoadBalancer.Properties.Subnets.shift();
    });
    expect(failure).toBeUndefined();
    expect((await resolve4(harness, made.Name)).sort()).toEqual([
      '10.0.1.4',
      '10.0.2.4',
    ]);
  });

  it('changes rules, which take effect in the order of their priority', async () => {
    const fixed = (MessageBody: string) => [
      {
        Type: 'fixed-response',
        FixedResponseConfig: { StatusCode: '200', MessageBody },
      },
    ];
    const { failure } = await update(r => {
      r.Paths = {
        Type: 'AWS::ElasticLoadBalancingV2::ListenerRule',
        Properties: {
          ListenerArn: { Ref: 'Listener' },
          Priority: 10,
          Conditions: [
            {
              Field: 'path-pattern',
              PathPatternConfig: { Values: ['/a/*', '/b?'] },
            },
            { Field: 'host-header', Values: ['*.ACME.internal'] },
          ],
          Actions: fixed('paths'),
        },
      };
      r.Exact = {
        Type: 'AWS::ElasticLoadBalancingV2::ListenerRule',
        Properties: {
          ListenerArn: { Ref: 'Listener' },
          Priority: 5,
          Conditions: [{ Field: 'path-pattern', Values: ['/a/exact'] }],
          Actions: fixed('exact'),
        },
      };
      // Behind the others.
      r.Rule.Properties.Priority = 20;
    });
    expect(failure).toBeUndefined();
    const bodies = await Promise.all(
      ['/a/exact', '/a/x/y', '/b1', '/A/x', '/b12'].map(path =>
        answer(path).then(one => (one.status === 200 ? one.body : one.status)),
      ),
    );
    expect(bodies).toEqual(['exact', 'paths', 'paths', 503, 503]);
    const { Rules } = await client.send(
      new DescribeRulesCommand({ ListenerArn: made.ListenerArn }),
    );
    expect(Rules!.map(one => one.Priority)).toEqual([
      '5',
      '10',
      '20',
      'default',
    ]);
  });

  it('registers and deregisters the targets that the template declares', async () => {
    const targets = async () => {
      const { TargetHealthDescriptions } = await client.send(
        new DescribeTargetHealthCommand({
          TargetGroupArn: made.TargetGroupArn,
        }),
      );
      return TargetHealthDescriptions!.map(
        one => `${one.Target!.Id} ${one.TargetHealth!.State}`,
      );
    };
    await update(r => {
      r.TargetGroup.Properties.Targets = [
        { Id: '10.0.0.50' },
        { Id: '10.0.1.50', Port: 443 },
      ];
    });
    expect((await targets()).map(one => one.split(' ')[0])).toEqual([
      '10.0.0.50',
      '10.0.1.50',
    ]);
    await update(r => r.TargetGroup.Properties.Targets.shift());
    expect(await targets()).toContain('10.0.0.50 draining');
    expect(await targets()).not.toContain('10.0.1.50 draining');
  });

  it('fails with AWS’s reason and is rolled back', async () => {
    const before = resources.LoadBalancer.Properties.Subnets;
    const { failure, status } = await update(r => {
      r.LoadBalancer.Properties.Subnets = [{ Ref: 'SubnetB' }];
    });
    resources.LoadBalancer.Properties.Subnets = before;
    expect([failure, status]).toEqual([
      expect.stringMatching(/At least two subnets in two different/),
      'UPDATE_ROLLBACK_COMPLETE',
    ]);
    expect(await resolve4(harness, made.Name)).toHaveLength(2);
  });

  it('cannot move it to another VPC', async () => {
    const before = resources.LoadBalancer.Properties;
    const moved = Object.fromEntries(
      ['a', 'b'].map((zone, index) => [
        `Moved${index}`,
        {
          Type: 'AWS::EC2::Subnet',
          Properties: {
            VpcId: { Ref: 'MovedVpc' },
            CidrBlock: `10.77.${index}.0/24`,
            AvailabilityZone: `eu-central-1${zone}`,
          },
        },
      ]),
    );
    const { failure, status } = await update(r => {
      Object.assign(r, moved, {
        MovedVpc: {
          Type: 'AWS::EC2::VPC',
          Properties: { CidrBlock: '10.77.0.0/16' },
        },
        MovedGroup: {
          Type: 'AWS::EC2::SecurityGroup',
          Properties: { VpcId: { Ref: 'MovedVpc' }, GroupDescription: 'moved' },
        },
      });
      r.LoadBalancer.Properties = {
        ...before,
        Subnets: [{ Ref: 'Moved0' }, { Ref: 'Moved1' }],
        SecurityGroups: [{ Ref: 'MovedGroup' }],
      };
    });
    resources.LoadBalancer.Properties = before;
    for (const id of ['MovedVpc', 'MovedGroup', ...Object.keys(moved)]) {
      delete resources[id];
    }
    expect([failure, status]).toEqual([
      expect.stringMatching(/All subnets must belong to the same VPC/),
      'UPDATE_ROLLBACK_COMPLETE',
    ]);
    expect(await resolve4(harness, made.Name)).toHaveLength(2);
  });
});

describe('drift', () => {
  it('is found in attributes and rules that were changed outside of CloudFormation', async () => {
    const change = (logicalId: string, properties: Record<string, any>) =>
      harness.sandbox.control.changeResource({
        stackName: 'orders',
        logicalId,
        properties,
      });
    change('Paths', { Priority: 30 });
    change('LoadBalancer', {
      LoadBalancerAttributes: [
        {
          Key: 'routing.http.drop_invalid_header_fields.enabled',
          Value: 'false',
        },
      ],
    });
    const { StackDriftDetectionId } = await harness.cloudFormation.send(
      new DetectStackDriftCommand({ StackName: 'orders' }),
    );
    for (;;) {
      const { DetectionStatus } = await harness.cloudFormation.send(
        new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId }),
      );
      if (DetectionStatus !== 'DETECTION_IN_PROGRESS') break;
    }
    const { StackResourceDrifts } = await harness.cloudFormation.send(
      new DescribeStackResourceDriftsCommand({
        StackName: 'orders',
        StackResourceDriftStatusFilters: ['MODIFIED', 'DELETED'],
      }),
    );
    expect(
      StackResourceDrifts!
        .map(one => [
          one.LogicalResourceId,
          one.PropertyDifferences!.map(two => two.PropertyPath),
        ])
        .sort(),
    ).toEqual([
      ['LoadBalancer', ['/LoadBalancerAttributes/0/Value']],
      ['Paths', ['/Priority']],
    ]);
  });
});
