import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { documents, folder, policies, repositoryRoot } from './documents';
import { goldenResources } from './fragments';
import registry from './handlers.json';
import { optional } from './optional';
import {
  maxManagedPolicyCharacters,
  placeholders,
  sizeOf,
} from './policyDocument';

const inRepository = path.join(repositoryRoot, folder);

describe('The documents in docs/iam', () => {
  it('match the sources and the fragments (run npm run iam to update them)', () => {
    const written = Object.fromEntries(
      readdirSync(inRepository).map(name => [
        name,
        JSON.parse(readFileSync(path.join(inRepository, name), 'utf8')),
      ]),
    );
    const generated = Object.fromEntries(
      Object.entries(documents()).map(([name, text]) => [
        name,
        JSON.parse(text),
      ]),
    );
    expect(written).toEqual(generated);
  });

  it.each(Object.entries(policies()))(
    '%s fits into a managed policy, and has unique statement IDs and known placeholders',
    (_, document) => {
      expect(sizeOf(document)).toBeLessThanOrEqual(maxManagedPolicyCharacters);
      const ids = document.Statement.map(({ Sid }) => Sid);
      expect(ids).toEqual([...new Set(ids)]);
      for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9]+$/);
      const words = JSON.stringify(document).match(
        /\b[A-Z]+(_[A-Z]+)+\b|\bREGION\b/g,
      );
      for (const word of words ?? []) expect(placeholders).toContain(word);
    },
  );

  it('use every placeholder', () => {
    const text = Object.values(documents()).join('\n');
    for (const placeholder of placeholders) {
      expect(text).toContain(placeholder);
    }
  });

  it('can be completed with the command on the page, also for a role with a path', () => {
    const page = readFileSync(path.join(repositoryRoot, 'docs/iam.md'), 'utf8');
    const [command] = page.match(/^sed [^>]*(?=>)/m)!;
    const filled = execFileSync(
      'sh',
      [
        '-c',
        command.replace('#private-serverless', '#platform/private-serverless'),
      ],
      { cwd: repositoryRoot, encoding: 'utf8' },
    );
    expect(JSON.stringify(JSON.parse(filled))).toContain(
      'arn:aws:iam::111111111111:role/platform/private-serverless-cloudformation',
    );
    for (const placeholder of placeholders) {
      expect(filled).not.toContain(placeholder);
    }
  });

  it('are exactly the documents and placeholders that the page explains', () => {
    const page = readFileSync(path.join(repositoryRoot, 'docs/iam.md'), 'utf8');
    const linked = [...page.matchAll(/\]\(iam\/([\w-]+\.json)\)/g)].map(
      ([, name]) => name,
    );
    expect([...new Set(linked)].sort()).toEqual(
      Object.keys(documents()).sort(),
    );
    for (const placeholder of placeholders) {
      expect(page).toContain(`\`${placeholder}\``);
    }
  });
});

describe('Every policy', () => {
  const statements = Object.entries(policies()).flatMap(([name, document]) =>
    document.Statement.map(statement => ({ name, ...statement })),
  );

  it('has no action with a wildcard', () => {
    for (const { Action } of statements) {
      for (const action of Action) expect(action).toMatch(/^[a-z0-9-]+:\w+$/);
    }
  });

  it('passes a role only to a named service', () => {
    const passing = statements.filter(({ Action }) =>
      Action.includes('iam:PassRole'),
    );
    expect(passing.map(({ Sid }) => Sid)).toContain('ServiceRole');
    for (const { Action, Condition, Resource } of passing) {
      expect(Action).toEqual(['iam:PassRole']);
      for (const resource of [Resource].flat()) {
        expect(resource).toMatch(/^arn:aws:iam::ACCOUNT_ID:role\/./);
      }
      expect(Condition!.StringEquals['iam:PassedToService']).toMatch(
        /^[a-z-]+\.amazonaws\.com$/,
      );
    }
  });

  it('requires the permissions boundary on roles and does not allow its removal', () => {
    const inBoundary = statements.filter(
      ({ name }) => name === 'cloudformation-with-boundary.json',
    );
    const giving = inBoundary.filter(({ Action }) =>
      Action.some(action =>
        /^iam:(Create|Put|Attach|UpdateAssume)/.test(action),
      ),
    );
    expect(giving.map(({ Sid }) => Sid)).toEqual(['RolesWithinBoundary']);
    expect(giving[0].Condition).toEqual({
      ArnEquals: { 'iam:PermissionsBoundary': 'PERMISSIONS_BOUNDARY_ARN' },
    });
    expect(statements.flatMap(({ Action }) => Action)).not.toContain(
      'iam:DeleteRolePermissionsBoundary',
    );
  });

  it('has no permission that makes a network public', () => {
    // A route leads nowhere without a gateway. Only connected networks need routes.
    const actions = new Set(
      statements
        .filter(({ name }) => name !== 'cloudformation-connections.json')
        .flatMap(({ Action }) => Action),
    );
    const connections = new Set(
      statements
        .filter(({ name }) => name === 'cloudformation-connections.json')
        .flatMap(({ Action }) => Action),
    );
    expect(connections).toContain('ec2:CreateRoute');
    expect([...connections].filter(action => /Gateway$/.test(action))).toEqual(
      [],
    );
    for (const action of [
      'ec2:CreateInternetGateway',
      'ec2:AttachInternetGateway',
      'ec2:CreateNatGateway',
      'ec2:AllocateAddress',
      'ec2:CreateRoute',
      'lambda:CreateFunctionUrlConfig',
    ]) {
      expect(actions).not.toContain(action);
    }
  });
});

describe('The policies for load balancers', () => {
  const loadBalancers = policies()['cloudformation-load-balancers.json'];
  const allowing = (action: string) =>
    loadBalancers.Statement.filter(({ Action }) => Action.includes(action));

  it('allow internal ones with HTTPS listeners only', () => {
    const conditionsOf = (action: string) =>
      allowing(action).map(({ Condition }) => Condition);
    expect(conditionsOf('elasticloadbalancing:CreateLoadBalancer')).toEqual([
      { StringEquals: { 'elasticloadbalancing:Scheme': 'internal' } },
    ]);
    const https = { 'elasticloadbalancing:ListenerProtocol': 'HTTPS' };
    expect(conditionsOf('elasticloadbalancing:CreateListener')).toEqual([
      { StringEqualsIfExists: https },
    ]);
  });

  it('let a load balancer invoke only the function of the service, and a schedule only that for targets', () => {
    expect(
      allowing('lambda:AddPermission').map(({ Condition, Resource }) => [
        Condition!.StringEquals['lambda:Principal'],
        Resource,
      ]),
    ).toEqual([
      [
        'elasticloadbalancing.amazonaws.com',
        'arn:aws:lambda:REGION:ACCOUNT_ID:function:*-ApiFunction-*',
      ],
      [
        'events.amazonaws.com',
        'arn:aws:lambda:REGION:ACCOUNT_ID:function:*-TargetSyncFunction-*',
      ],
    ]);
  });

  it('reserve no addresses; those of pinned targets do nothing else', () => {
    const actionsOf = (name: string) =>
      policies()[name].Statement.flatMap(({ Action }) => Action);
    expect(
      actionsOf('cloudformation-load-balancers.json').filter(action =>
        action.startsWith('ec2:'),
      ),
    ).toEqual([]);
    expect(actionsOf('cloudformation-pinned-targets.json')).toEqual([
      'ec2:CreateSubnetCidrReservation',
      'ec2:DeleteSubnetCidrReservation',
      'ec2:GetSubnetCidrReservations',
    ]);
  });

  it('require the boundary of the role only in the one with a boundary', () => {
    const sids = (name: string) =>
      policies()[name].Statement.map(({ Sid }) => Sid);
    expect(sids('cloudformation-load-balancers.json')).not.toContain(
      'RolesWithinBoundary',
    );
    expect(sids('cloudformation-load-balancers-with-boundary.json')).toContain(
      'RolesWithinBoundary',
    );
  });

  it('are the only ones that concern load balancers, besides those that only read', () => {
    const others = Object.entries(policies()).filter(([name, document]) =>
      (name === 'read.json'
        ? /elasticloadbalancing:(?!Describe)/
        : /elasticloadbalancing|TargetSync/
      ).test(JSON.stringify(document)),
    );
    expect(others.map(([name]) => name)).toEqual(
      expect.arrayContaining(['drift-load-balancers.json']),
    );
    for (const [name] of others) expect(name).toMatch(/load-balancers/);
  });
});

describe('The omitted permissions of the registry', () => {
  const handlers: Record<string, Record<string, string[]>> = registry.types;
  const types = new Set(goldenResources(repositoryRoot).map(r => r.type));

  it.each(Object.entries(optional))(
    'of %s are in the registry, and the type is used',
    (type, rows) => {
      expect(types).toContain(type);
      const published = new Set(Object.values(handlers[type]).flat());
      for (const action of rows.flatMap(({ permissions }) => permissions)) {
        if (action.startsWith('kms:')) continue;
        expect([...published]).toContain(action);
      }
    },
  );

  it('cover exactly the types of the fragments', () => {
    expect(Object.keys(handlers)).toEqual(
      [...types].filter(type => !type.startsWith('Custom::')).sort(),
    );
  });
});

// CloudFormation truncates the parts of a generated name that is too long, and statements contain the logical ID.
it('the logical IDs that statements contain are short enough', () => {
  const named =
    /^AWS::(IAM::Role|Lambda::Function|Logs::LogGroup|DynamoDB::Table)$/;
  const ids = goldenResources(repositoryRoot)
    .filter(({ type }) => named.test(type))
    .map(({ logicalId }) => logicalId);
  expect(ids.length).toBeGreaterThan(4);
  for (const id of ids) expect(id.length).toBeLessThanOrEqual(24);
});
