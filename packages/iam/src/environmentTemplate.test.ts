import {
  type Plain,
  readTemplateText,
  toPlain,
} from '@private-serverless/template';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { resolver } from './__testUtils__/resolve';
import { policies, repositoryRoot, trust } from './documents';
import { environmentFolder, environmentTemplate } from './environmentTemplate';
import { goldenResources } from './fragments';

const text = readFileSync(
  path.join(repositoryRoot, environmentFolder, 'template.yaml'),
  'utf8',
);
const template = toPlain(readTemplateText(text).root) as {
  [section: string]: { [name: string]: any };
};
const { Resources: resources } = template;

const key = 'arn:aws:kms:eu-central-1:111111111111:key/k';
const everyRole = {
  EnvironmentId: 'dev',
  BackstagePrincipalArn: 'arn:aws:iam::222222222222:role/backstage',
  CiOrganization: 'acme',
  CiRepositories: 'payments-*',
};

/** The policy of a role, a role's policy or a boundary, in a stack with these parameters. */
const inStack = (parameters: Record<string, string>) => {
  const { value, exists } = resolver(template, parameters);
  return {
    exists: (name: string) => exists(resources[name]),
    policyOf(name: string, policyName?: string) {
      const { Properties } = resources[name];
      const found = policyName
        ? (value(Properties.Policies) as any[]).find(
            one => one.PolicyName === policyName,
          )
        : Properties;
      return found && normal(value(found.PolicyDocument));
    },
    trustOf: (name: string) =>
      value(resources[name].Properties.AssumeRolePolicyDocument) as any,
  };
};

/** A document of docs/iam, filled in, without the statements with these IDs. */
function document(name: string, without: string[] = [], values = {}) {
  const filled = Object.entries({
    ACCOUNT_ID: '111111111111',
    REGION: 'eu-central-1',
    ENVIRONMENT_ID: 'dev',
    ARTIFACT_BUCKET: 'ArtifactBucket',
    PERMISSIONS_BOUNDARY_ARN: 'PermissionsBoundary',
    KMS_KEY_ARN: key,
    'arn:aws:iam::111111111111:role/SERVICE_ROLE_NAME':
      'CloudFormationRole.Arn',
    ...values,
  }).reduce(
    (all, [placeholder, value]) => all.replaceAll(placeholder, value as string),
    JSON.stringify(policies()[`${name}.json`]),
  );
  const { Version, Statement } = JSON.parse(filled);
  const kept = Statement.filter((one: any) => !without.includes(one.Sid));
  return normal({ Version, Statement: kept });
}

/** With lists of one value in place of single values, and statements in the order of their IDs. */
function normal(policy: any) {
  const Statement = policy.Statement.map((one: any) => ({
    ...one,
    Action: [one.Action].flat(),
    Resource: [one.Resource].flat(),
    ...(one.Condition && {
      Condition: JSON.stringify(one.Condition).replace(
        /\["([^",]*)"\]/g,
        '"$1"',
      ),
    }),
  })).sort((a: any, b: any) => (a.Sid < b.Sid ? -1 : 1));
  return { ...policy, Statement };
}

describe("The environment's template", () => {
  it('is up to date (run npm run iam to update it)', () => {
    expect(text).toBe(environmentTemplate());
  });

  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
  it('needs no bucket: it has at most 51,200 bytes', () => {
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(51_200);
    expect(text).not.toContain('privateServerlessAsset');
  });

  it('keeps buckets, logs and the trail when the stack is deleted or they are replaced', () => {
    const kept = Object.entries(resources).filter(([, { Type }]) =>
      /^AWS::(S3::|CloudTrail::|Logs::)/.test(Type),
    );
    expect(kept.length).toBeGreaterThan(8);
    for (const [name, { DeletionPolicy, UpdateReplacePolicy }] of kept) {
      expect({ name, DeletionPolicy, UpdateReplacePolicy }).toEqual({
        name,
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
      });
    }
  });

  // us-isof-south-1 is the longest name of a region.
  it('names buckets with at most 63 characters, in every region', () => {
    const { MaxLength } = template.Parameters.EnvironmentId;
    const names = Object.values(resources).flatMap(
      ({ Properties }) => Properties?.BucketNamePrefix ?? [],
    );
    expect(names).toHaveLength(4);
    for (const name of names) {
      const prefix = name['Fn::Sub'].replace(
        '${EnvironmentId}',
        'x'.repeat(MaxLength),
      );
      const whole = `${prefix}-111111111111-us-isof-south-1-an`;
      expect(whole.length).toBeLessThanOrEqual(63);
    }
  });
});

it('the page about environments explains each parameter and output', () => {
  const page = readFileSync(
    path.join(repositoryRoot, 'docs/environments.md'),
    'utf8',
  );
  const { Parameters, Outputs } = template;
  // Of numbered ones, the page has the first and the last.
  const names = [...Object.keys(Parameters), ...Object.keys(Outputs)].filter(
    name => !/[23]$/.test(name),
  );
  expect(names.length).toBeGreaterThan(40);
  expect(names.filter(name => !page.includes(`\`${name}\``))).toEqual([]);
});

describe('The roles of the environment', () => {
  it('of CloudFormation has the policies of docs/iam, with and without boundary and key', () => {
    const usual = inStack(everyRole);
    expect(usual.policyOf('CloudFormationRole', 'services')).toEqual(
      document('cloudformation-with-boundary'),
    );
    expect(usual.policyOf('CloudFormationRole', 'connections')).toEqual(
      document('cloudformation-connections'),
    );
    expect(usual.trustOf('CloudFormationRole').Statement).toEqual(
      trust.Statement,
    );
    expect(usual.exists('CloudFormationKeyPolicy')).toBe(false);
    const without = inStack({
      ...everyRole,
      CreatePermissionsBoundary: 'false',
    });
    expect(without.policyOf('CloudFormationRole', 'services')).toEqual(
      document('cloudformation'),
    );
    const boundary = 'arn:aws:iam::111111111111:policy/acme';
    expect(
      inStack({ ...everyRole, PermissionsBoundaryArn: boundary }).policyOf(
        'CloudFormationRole',
        'services',
      ),
    ).toEqual(
      document('cloudformation-with-boundary', [], {
        PERMISSIONS_BOUNDARY_ARN: boundary,
      }),
    );
    const withKey = inStack({ ...everyRole, KmsKeyArn: key });
    expect(withKey.exists('CloudFormationKeyPolicy')).toBe(true);
    expect(withKey.policyOf('CloudFormationKeyPolicy')).toEqual(
      document('cloudformation-key'),
    );
  });

  it.each(['DeployRole', 'CiRole'])('%s has the policies of docs/iam', role => {
    expect(resources[role].Properties.ManagedPolicyArns).toEqual([
      { Ref: 'DeployPolicy' },
    ]);
    const usual = inStack(everyRole);
    expect(usual.policyOf('DeployPolicy')).toEqual(document('deploy'));
    expect(usual.policyOf(role, 'key')).toBeUndefined();
    const withKey = inStack({ ...everyRole, KmsKeyArn: key });
    expect(withKey.policyOf(role, 'key')).toEqual(document('artifacts-key'));
    // It can pass no other role than the service role of the environment.
    const existing = 'arn:aws:iam::111111111111:role/cloudformation';
    expect(
      inStack({ ...everyRole, CloudFormationRoleArn: existing }).policyOf(
        'DeployPolicy',
      ),
    ).toEqual(document('deploy', [], { 'CloudFormationRole.Arn': existing }));
    expect(
      inStack({ ...everyRole, CreateCloudFormationRole: 'false' }).policyOf(
        'DeployPolicy',
      ),
    ).toEqual(document('deploy', ['ServiceRole']));
  });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  it.each(['CloudFormationRole', 'DeployRole', 'CiRole'])(
    '%s has inline policies that fit into a role, also with long names',
    role => {
      const { value } = resolver(template, {
        ...everyRole,
        EnvironmentId: 'x'.repeat(18),
        KmsKeyArn: `arn:aws-iso-f:kms:us-isof-south-1:111111111111:key/${'k'.repeat(
          36,
        )}`,
        CloudFormationRoleArn: '',
        'AWS::Region': 'us-isof-south-1',
        'AWS::Partition': 'aws-iso-f',
        ArtifactBucket: 'b'.repeat(63),
        PermissionsBoundary: `arn:aws-iso-f:iam::111111111111:policy/${'p'.repeat(
          128,
        )}`,
        'CloudFormationRole.Arn': `arn:aws-iso-f:iam::111111111111:role/${'r'.repeat(
          64,
        )}`,
      });
      const documents = [
        ...resources[role].Properties.Policies,
        ...(role === 'CloudFormationRole'
          ? [
              {
                PolicyDocument:
                  resources.CloudFormationKeyPolicy.Properties.PolicyDocument,
              },
            ]
          : []),
      ].map(one => JSON.stringify(value(one)));
      const size = documents.join('').replace(/\s/g, '').length;
      expect(size).toBeGreaterThan(100);
      expect(size).toBeLessThanOrEqual(10_240);
    },
  );

  it('of Backstage also reads stacks, detects drift and checks the environment', () => {
    const { policyOf } = inStack({
      ...everyRole,
      CreateTrustStoreBucket: 'true',
    });
    expect(policyOf('DeployRole', 'read')).toEqual(document('read'));
    expect(policyOf('DeployRole', 'drift')).toEqual(document('drift'));
    expect(policyOf('DeployRole', 'readiness')).toEqual(
      document('readiness', [], {
        'arn:aws:s3:::TRUST_STORE_BUCKET': 'TrustStoreBucket.Arn',
      }),
    );
  });

  it('of Backstage reads no boundary and no trust store that the account does not have', () => {
    const { policyOf } = inStack({
      ...everyRole,
      CreatePermissionsBoundary: 'false',
    });
    expect(policyOf('DeployRole', 'readiness')).toEqual(
      document('readiness', ['ReadBoundary', 'TrustStore']),
    );
  });

  it('of the CI trusts the named repositories of one organization, on their main branch', () => {
    const { trustOf, exists } = inStack(everyRole);
    expect(trustOf('CiRole').Statement[0].Condition).toEqual({
      StringEquals: {
        'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
      },
      StringLike: {
        'token.actions.githubusercontent.com:sub': [
          'repo:acme@*/payments-*@*:ref:refs/heads/main',
          'repo:acme/payments-*:ref:refs/heads/main',
        ],
      },
    });
    const withId = inStack({ ...everyRole, CiOrganizationId: '123' });
    expect(withId.trustOf('CiRole').Statement[0].Condition.StringLike).toEqual({
      'token.actions.githubusercontent.com:sub': [
        'repo:acme@123/payments-*@*:ref:refs/heads/main',
      ],
    });
    expect(exists('OidcProvider')).toBe(true);
    const none = inStack({ EnvironmentId: 'dev' });
    expect(
      ['CiRole', 'OidcProvider', 'DeployRole'].filter(none.exists),
    ).toEqual([]);
  });

  it('may not change the stack that prepares an environment', () => {
    const { Statement } = document('deploy');
    const denied = Statement.find((one: any) => one.Effect === 'Deny');
    expect(denied.Action).toEqual(
      expect.arrayContaining([
        'cloudformation:DeleteStack',
        'cloudformation:CreateChangeSet',
        'cloudformation:ExecuteChangeSet',
      ]),
    );
    expect(denied.Resource).toEqual([
      'arn:aws:cloudformation:eu-central-1:111111111111:stack/private-serverless-environment-*/*',
    ]);
  });

  it('and log groups have names that the service role may not change', () => {
    const named = /^AWS::(IAM::Role|Logs::LogGroup|Lambda::Function)$/;
    const ofServices = goldenResources(repositoryRoot)
      .filter(({ type }) => named.test(type))
      .map(({ logicalId }) => logicalId);
    const own = Object.keys(resources).filter(name =>
      named.test(resources[name].Type),
    );
    expect(own).toEqual(expect.arrayContaining(['NetworkFlowLogGroup']));
    expect(own.filter(name => ofServices.includes(name))).toEqual([]);
  });

  it('that services create stay within a boundary that has all their permissions', () => {
    const { Statement } = inStack(everyRole).policyOf('PermissionsBoundary');
    const inBoundary: string[] = Statement.flatMap((one: any) => one.Action);
    const used = goldenResources(repositoryRoot)
      .filter(({ type }) => /^AWS::IAM::Role/.test(type))
      .flatMap(({ properties }) => [
        properties.PolicyDocument,
        ...((properties.Policies as any[]) ?? []).map(
          one => one.PolicyDocument,
        ),
      ])
      .flatMap((one: any) => one?.Statement ?? [])
      .flatMap((one: any) => one.Action as Plain) as string[];
    expect(used.length).toBeGreaterThan(10);
    const fits = (action: string) =>
      inBoundary.some(pattern =>
        new RegExp(`^${pattern.replace('*', '.*')}$`).test(action),
      );
    expect(used.filter(action => !fits(action))).toEqual([]);
  });
});
