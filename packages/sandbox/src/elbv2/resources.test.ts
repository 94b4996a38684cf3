import { DeleteStackCommand } from '@aws-sdk/client-cloudformation';
import {
  eventsOf,
  Harness,
  settledStatus,
  startHarness,
  upload,
} from '../__testUtils__/harness';
import { ARTIFACT_BUCKET } from '../index';
import {
  addCertificate,
  balancer,
  deploy,
  network,
} from './__testUtils__/template';

let harness: Harness;
let certificateArn: string;
beforeAll(async () => {
  harness = await startHarness();
  certificateArn = addCertificate(harness);
  await upload(harness, 'code.zip');
});
afterAll(() => harness.close());

let stacks = 0;
type Change = (resources: Record<string, any>) => void;

/** Creates a stack with a load balancer after a change of its template. @returns the first failure */
async function failureOf(change: Change) {
  stacks += 1;
  const Resources = {
    ...network(`10.${stacks}.0.0/20`),
    ...balancer(certificateArn),
  };
  change(Resources);
  const { failure, status } = await deploy(harness, `stack-${stacks}`, {
    Resources,
  });
  expect([failure, status]).toEqual([expect.anything(), 'ROLLBACK_COMPLETE']);
  return failure;
}

const attribute =
  (Key: string, Value: string): Change =>
  ({ LoadBalancer }) => {
    LoadBalancer.Properties.LoadBalancerAttributes.push({ Key, Value });
  };

describe('a load balancer', () => {
  it.each<[string, Change, RegExp]>([
    [
      'one subnet',
      r => r.LoadBalancer.Properties.Subnets.pop(),
      /^LoadBalancer: .*At least two subnets in two different Availability Zones must be specified/,
    ],
    [
      'two subnets of one zone',
      r => {
        r.SubnetB.Properties.AvailabilityZone = 'eu-central-1a';
      },
      /^LoadBalancer: .*At least two subnets in two different/,
    ],
    [
      'a group of another VPC',
      r => {
        r.OtherVpc = {
          Type: 'AWS::EC2::VPC',
          Properties: { CidrBlock: '10.200.0.0/20' },
        };
        r.AlbSecurityGroup.Properties.VpcId = { Ref: 'OtherVpc' };
      },
      /^LoadBalancer: .*One or more security groups are invalid/,
    ],
    [
      'a long name',
      r => {
        r.LoadBalancer.Properties.Name = 'a'.repeat(33);
      },
      /^LoadBalancer: .*cannot be longer than '32' characters/,
    ],
    [
      'no scheme, which makes it public',
      r => delete r.LoadBalancer.Properties.Scheme,
      /^LoadBalancer: .*sandbox: Scheme internet-facing .* is not supported/,
    ],
    [
      'an attribute that does not exist',
      attribute('idle_timeout', '60'),
      /^LoadBalancer: .*Load balancer attribute key 'idle_timeout' is not recognized/,
    ],
    [
      'access logs in a bucket that does not exist',
      r => {
        attribute('access_logs.s3.enabled', 'true')(r);
        attribute('access_logs.s3.bucket', 'missing')(r);
      },
      /^LoadBalancer: .*Access Denied for bucket: missing\. Please check S3bucket permission/,
    ],
    [
      'access logs in a bucket whose policy does not allow them',
      r => {
        r.Logs = {
          Type: 'AWS::S3::Bucket',
          Properties: { BucketName: 'logs-without-policy' },
        };
        r.LoadBalancer.DependsOn = 'Logs';
        attribute('access_logs.s3.enabled', 'true')(r);
        attribute('access_logs.s3.bucket', 'logs-without-policy')(r);
      },
      /^LoadBalancer: .*Access Denied for bucket: logs-without-policy\. Please check S3bucket permission/,
    ],
    [
      'a listener without encryption',
      r => {
        Object.assign(r.Listener.Properties, { Port: 80, Protocol: 'HTTP' });
      },
      /^Listener: .*sandbox: a listener with Protocol HTTP on Port 80 is not supported/,
    ],
    [
      'a policy of TLS that does not exist',
      r => {
        r.Listener.Properties.SslPolicy = 'ELBSecurityPolicy-Modern';
      },
      /^Listener: .*SSL policy 'ELBSecurityPolicy-Modern' not found/,
    ],
    [
      'a certificate of another region',
      r => {
        r.Listener.Properties.Certificates[0].CertificateArn =
          certificateArn.replace('eu-central-1', 'us-east-1');
      },
      /^Listener: .*Certificate 'arn:aws:acm:us-east-1:\S+' not found/,
    ],
    [
      'a certificate that is not issued',
      r => {
        r.Listener.Properties.Certificates[0].CertificateArn = addCertificate(
          harness,
          { status: 'PENDING_VALIDATION' },
        );
      },
      /^Listener: .*must have a fully-qualified domain name/,
    ],
    [
      'two rules of one priority',
      r => {
        r.Second = { ...r.Rule, DependsOn: 'Rule' };
      },
      /^Second: .*Priority '1' is currently in use/,
    ],
    [
      'a rule by a header that is not supported',
      r => {
        r.Rule.Properties.Conditions = [
          { Field: 'http-header', Values: ['x'] },
        ];
      },
      /^Rule: .*sandbox: the condition field 'http-header' is not supported/,
    ],
    [
      'a target group whose timeout is not below its interval',
      r => {
        r.TargetGroup.Properties.HealthCheckTimeoutSeconds = 10;
      },
      /^TargetGroup: .*Health check interval must be greater than the timeout/,
    ],
    [
      'targets by instance',
      r => delete r.TargetGroup.Properties.TargetType,
      /^TargetGroup: .*sandbox: TargetType instance .* is not supported/,
    ],
  ])('fails with %s', async (_, change, message) => {
    expect(await failureOf(change)).toMatch(message);
  });

  it('fails with the name of another one', async () => {
    const named = (resources: Record<string, any>) => {
      resources.LoadBalancer.Properties.Name = 'taken';
      return resources;
    };
    const { failure } = await deploy(harness, 'first-of-name', {
      Resources: {
        ...network('10.100.0.0/20'),
        ...named(balancer(certificateArn)),
      } as any,
    });
    expect(failure).toBeUndefined();
    expect(await failureOf(named)).toMatch(
      /^LoadBalancer: .*A load balancer with the same name 'taken' exists/,
    );
  });
});

describe('a target group of a function', () => {
  const withFunction =
    (permitted: boolean, SourceArn?: unknown): Change =>
    r => {
      r.Role = {
        Type: 'AWS::IAM::Role',
        Properties: { AssumeRolePolicyDocument: { Statement: [] } },
      };
      r.Function = {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Runtime: 'nodejs24.x',
          Handler: 'index.handler',
          Code: { S3Bucket: ARTIFACT_BUCKET, S3Key: 'code.zip' },
        },
      };
      if (permitted) {
        r.Permission = {
          Type: 'AWS::Lambda::Permission',
          Properties: {
            Action: 'lambda:InvokeFunction',
            FunctionName: { Ref: 'Function' },
            Principal: 'elasticloadbalancing.amazonaws.com',
            SourceArn,
          },
        };
      }
      r.TargetGroup = {
        Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
        ...(permitted ? { DependsOn: 'Permission' } : {}),
        Properties: {
          Name: 'orders-functions',
          TargetType: 'lambda',
          Targets: [{ Id: { 'Fn::GetAtt': ['Function', 'Arn'] } }],
        },
      };
    };
  const denied =
    /^TargetGroup: .*elasticloadbalancing principal does not have permission to invoke arn:aws:lambda:\S+ from target group arn:aws:elasticloadbalancing:\S+:targetgroup\/orders-functions\/\w+/;

  it('fails without a permission, and with one for another target group', async () => {
    expect(await failureOf(withFunction(false))).toMatch(denied);
    const other = {
      'Fn::Sub':
        'arn:aws:elasticloadbalancing:${AWS::Region}:${AWS::AccountId}:targetgroup/other/*',
    };
    expect(await failureOf(withFunction(true, other))).toMatch(denied);
  });

  it('works with a permission for its name, although its ARN does not exist yet', async () => {
    const Resources: Record<string, any> = {
      ...network('10.110.0.0/20'),
      ...balancer(certificateArn),
    };
    withFunction(true, {
      'Fn::Sub':
        'arn:aws:elasticloadbalancing:${AWS::Region}:${AWS::AccountId}:targetgroup/orders-functions/*',
    })(Resources);
    const { failure } = await deploy(harness, 'function', { Resources });
    expect(failure).toBeUndefined();
  });
});

describe('the deletion', () => {
  it('of a protected load balancer fails until the protection is off', async () => {
    const Resources: Record<string, any> = {
      ...network('10.120.0.0/20'),
      ...balancer(certificateArn),
    };
    attribute('deletion_protection.enabled', 'true')(Resources);
    const { status } = await deploy(harness, 'protected', { Resources });
    expect(status).toBe('CREATE_COMPLETE');
    const remove = async () => {
      await harness.cloudFormation.send(
        new DeleteStackCommand({ StackName: 'protected' }),
      );
      return settledStatus(harness, 'protected').catch(
        (error: Error) => error.message,
      );
    };
    expect(await remove()).toBe('DELETE_FAILED');
    const events = await eventsOf(harness, 'protected');
    expect(
      events.find(one => one.ResourceStatus === 'DELETE_FAILED')
        ?.ResourceStatusReason,
    ).toMatch(/cannot be deleted because deletion protection is enabled/);
    harness.sandbox.control.changeResource({
      stackName: 'protected',
      logicalId: 'LoadBalancer',
      properties: { LoadBalancerAttributes: [] },
    });
    expect(await remove()).toMatch(/does not exist/);
  });

  it('of a target group that a rule uses fails', async () => {
    const { status } = await deploy(harness, 'used', {
      Resources: { ...network('10.130.0.0/20'), ...balancer(certificateArn) },
    });
    expect(status).toBe('CREATE_COMPLETE');
    await expect(
      harness.sandbox.control.removeResource({
        stackName: 'used',
        logicalId: 'TargetGroup',
      }),
    ).rejects.toThrow(
      /Target group 'arn:\S+' is currently in use by a listener or a rule/,
    );
  });
});
